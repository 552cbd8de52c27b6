/// An HTTP API of API Gateway.
public final class HTTPAPI {
    /// Its name in the stack.
    public let name: String
    private let stack: Stack
    private let logicalID: String
    private let cors: CORS?
    private let location: SourceLocation
    private var routes: [Route] = []

    private struct Route {
        let key: String
        let target: Function.Target
        let functionName: String
        let location: SourceLocation
    }

    init(_ name: String, stack: Stack, cors: CORS?, location: SourceLocation) {
        self.name = name
        self.stack = stack
        self.cors = cors
        self.location = location
        logicalID = LogicalID.of(name)
    }

    /// Its address.
    public var url: TemplateValue { .getAtt(logicalID, "ApiEndpoint") }
    /// Its id.
    public var id: TemplateValue { .ref(logicalID) }

    /// Leads requests to a function.
    /// - Parameter key: As `GET /orders/{id}`, `ANY /{proxy+}`, or `$default` for all that no other route takes.
    public func route(
        _ key: String, to function: Function, version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        if key != "$default", RouteKey(key) == nil {
            stack.report("\"\(key)\" is no route: it reads \"GET /orders/{id}\", \"ANY /{proxy+}\" or \"$default\"", at: location)
            return
        }
        if let other = routes.first(where: { $0.key == key }) {
            stack.report("\"\(name)\" has the route \"\(key)\" twice: here and at \(other.location)", at: location)
            return
        }
        routes.append(Route(key: key, target: function.target(version), functionName: function.name, location: location))
    }

    func render(_ renderer: Renderer) {
        var properties: TemplateObject = ["Name": .string(stack.physicalName(name, limit: 128)), "ProtocolType": "HTTP"]
        properties["CorsConfiguration"] = cors.map { $0.value { renderer.report("\"\(name)\": \($0)", at: location) } }
        renderer.add(TemplateResource(logicalID, type: "AWS::ApiGatewayV2::Api", properties: properties), owner: logicalID, at: location)
        renderer.add(
            TemplateResource(
                logicalID + "Stage", type: "AWS::ApiGatewayV2::Stage",
                properties: ["ApiId": .ref(logicalID), "StageName": "$default", "AutoDeploy": true]), owner: logicalID, at: location)
        var integrations: Set<String> = []
        for route in routes {
            let integration = LogicalID.of([name, "Calls", route.functionName, route.target.qualifier])
            if integrations.insert(integration).inserted {
                renderer.add(
                    TemplateResource(
                        integration, type: "AWS::ApiGatewayV2::Integration",
                        properties: [
                            "ApiId": .ref(logicalID), "IntegrationType": "AWS_PROXY", "IntegrationUri": route.target.arn,
                            "PayloadFormatVersion": "2.0",
                        ]), owner: logicalID, at: route.location)
            }
            let id = LogicalID.of([name, "Route", route.key])
            renderer.add(
                TemplateResource(
                    id, type: "AWS::ApiGatewayV2::Route",
                    properties: [
                        "ApiId": .ref(logicalID), "RouteKey": .string(route.key),
                        "Target": "integrations/\(TemplateValue.ref(integration))",
                    ]),
                owner: logicalID, at: route.location)
            renderer.permit(
                id + "Permission", service: "apigateway.amazonaws.com",
                source: .sub(
                    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${\(logicalID)}/*/\(RouteKey(route.key)?.inARN ?? "$default")"
                ),
                target: route.target, owner: logicalID, at: route.location)
        }
    }
}
