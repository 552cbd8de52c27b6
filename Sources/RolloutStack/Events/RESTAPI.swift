/// A REST API of API Gateway.
public final class RESTAPI {
    /// Its name in the stack.
    public let name: String
    private let stack: Stack
    private let logicalID: String
    private let location: SourceLocation
    private var routes: [Route] = []

    private struct Route {
        let key: RouteKey
        let target: Function.Target
        let location: SourceLocation
    }

    init(_ name: String, stack: Stack, location: SourceLocation) {
        self.name = name
        self.stack = stack
        self.location = location
        logicalID = LogicalID.of(name)
    }

    /// Its address, with the stage.
    public var url: TemplateValue {
        .sub("https://${\(logicalID)}.execute-api.${AWS::Region}.${AWS::URLSuffix}/\(stageName)")
    }
    /// Its id.
    public var id: TemplateValue { .ref(logicalID) }

    /// A stage's name takes letters, digits, hyphens and underscores.
    private var stageName: String { stack.stage }

    /// Leads requests to a function.
    /// - Parameter key: As `GET /orders/{id}` or `ANY /{proxy+}`.
    public func route(
        _ key: String, to function: Function, version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        guard let parsed = RouteKey(key) else {
            stack.report("\"\(key)\" is no route: it reads \"GET /orders/{id}\" or \"ANY /{proxy+}\"", at: location)
            return
        }
        if let other = routes.first(where: { $0.key == parsed }) {
            stack.report("\"\(name)\" has the route \"\(key)\" twice: here and at \(other.location)", at: location)
            return
        }
        routes.append(Route(key: parsed, target: function.target(version), location: location))
    }

    func render(_ renderer: Renderer) {
        renderer.add(
            TemplateResource(
                logicalID, type: "AWS::ApiGateway::RestApi",
                properties: [
                    "Name": .string(stack.physicalName(name, limit: 255)), "EndpointConfiguration": ["Types": ["REGIONAL"]],
                ]), owner: logicalID, at: location)
        if routes.isEmpty { renderer.report("the REST API \"\(name)\" has no route, and API Gateway deploys none without", at: location) }
        var paths: Set<String> = []
        var methods: [String] = []
        var contents: [String] = []
        for route in routes.sorted(by: { ($0.key.path, $0.key.method) < ($1.key.path, $1.key.method) }) {
            let resource = addPath(route.key.path, &paths, renderer, at: route.location)
            let id = LogicalID.of([name, "Method", route.key.method, route.key.path])
            let method = TemplateResource(
                id, type: "AWS::ApiGateway::Method",
                properties: [
                    "RestApiId": .ref(logicalID), "ResourceId": resource, "HttpMethod": .string(route.key.method),
                    "AuthorizationType": "NONE",
                    "Integration": [
                        "Type": "AWS_PROXY", "IntegrationHttpMethod": "POST",
                        "Uri":
                            "arn:\(TemplateValue.partition):apigateway:\(TemplateValue.region):lambda:path/2015-03-31/functions/\(route.target.arn)/invocations",
                    ],
                ])
            renderer.add(method, owner: logicalID, at: route.location)
            renderer.permit(
                id + "Permission", service: "apigateway.amazonaws.com",
                source: .sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${\(logicalID)}/*/\(route.key.inARN)"),
                target: route.target, owner: logicalID, at: route.location)
            methods.append(id)
            contents.append(method.value.canonicalJSON)
        }
        // A deployment is a snapshot, so another one takes its place when a route changes.
        let deployment = LogicalID.of([name, "Deployment"] + contents.sorted())
        let short = logicalID + "Deployment" + String(deployment.suffix(8))
        renderer.add(
            TemplateResource(
                short, type: "AWS::ApiGateway::Deployment", properties: ["RestApiId": .ref(logicalID)], dependsOn: methods),
            owner: logicalID,
            at: location)
        renderer.add(
            TemplateResource(
                logicalID + "Stage", type: "AWS::ApiGateway::Stage",
                properties: ["RestApiId": .ref(logicalID), "DeploymentId": .ref(short), "StageName": .string(stageName)]), owner: logicalID,
            at: location)
    }

    /// The resource of a path, with those above it.
    private func addPath(_ path: String, _ known: inout Set<String>, _ renderer: Renderer, at location: SourceLocation) -> TemplateValue {
        let parts = path.split(separator: "/")
        guard let last = parts.last else { return .getAtt(logicalID, "RootResourceId") }
        let whole = parts.joined(separator: "/")
        let parent = addPath(parts.dropLast().joined(separator: "/"), &known, renderer, at: location)
        let id = LogicalID.of([name, "Path", whole])
        if known.insert(whole).inserted {
            renderer.add(
                TemplateResource(
                    id, type: "AWS::ApiGateway::Resource",
                    properties: ["RestApiId": .ref(logicalID), "ParentId": parent, "PathPart": .string(String(last))]), owner: logicalID,
                at: location)
        }
        return .ref(id)
    }
}
