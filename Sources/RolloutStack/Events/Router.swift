/// CloudFront in front of functions, a distribution for each host.
public final class Router {
    /// Its name in the stack.
    public let name: String
    private let stack: Stack
    private let logicalID: String
    private let certificate: TemplateValue?
    private let location: SourceLocation
    private var routes: [Route] = []

    private struct Route {
        /// Empty for the distribution's own host.
        let host: String
        /// `/*` for all that no other route takes.
        let path: String
        let function: Function
        let version: TargetVersion
        let location: SourceLocation
    }

    init(_ name: String, stack: Stack, certificate: TemplateValue?, location: SourceLocation) {
        self.name = name
        self.stack = stack
        self.certificate = certificate
        self.location = location
        logicalID = LogicalID.of(name)
    }

    /// The address of a host's distribution; of the routes without a host unless given.
    public func url(host: String = "") -> TemplateValue {
        host.isEmpty ? "https://\(TemplateValue.getAtt(distributionID(""), "DomainName"))" : .string("https://\(host)")
    }

    /// The name that a host's DNS record has to lead to.
    public func domainName(host: String = "") -> TemplateValue { .getAtt(distributionID(host), "DomainName") }

    /// Leads requests to a function, whose URL has to be `.iam()`.
    /// - Parameter pattern: As `/orders/*` or `api.shop.example/orders/*`; `/*` takes what no other route does, and every host needs it.
    public func route(
        _ pattern: String, to function: Function, version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        let slash = pattern.firstIndex(of: "/") ?? pattern.endIndex
        let host = String(pattern[..<slash])
        let path = slash == pattern.endIndex ? "/*" : String(pattern[slash...])
        if let other = routes.first(where: { $0.host == host && $0.path == path }) {
            stack.report("\"\(name)\" has the route \"\(pattern)\" twice: here and at \(other.location)", at: location)
            return
        }
        routes.append(Route(host: host, path: path, function: function, version: version, location: location))
    }

    private func distributionID(_ host: String) -> String { LogicalID.of([name, "Distribution", host]) }
    private var accessID: String { logicalID + "Access" }

    func render(_ renderer: Renderer) {
        if routes.isEmpty { renderer.report("the router \"\(name)\" has no route", at: location) }
        renderer.add(
            TemplateResource(
                accessID, type: "AWS::CloudFront::OriginAccessControl",
                properties: [
                    "OriginAccessControlConfig": [
                        "Name": .string(stack.physicalName(name, limit: 64)), "OriginAccessControlOriginType": "lambda",
                        "SigningBehavior": "always", "SigningProtocol": "sigv4",
                    ]
                ]), owner: logicalID, at: location)
        for host in Set(routes.map(\.host)).sorted() { render(host, renderer) }
    }

    private func render(_ host: String, _ renderer: Renderer) {
        // CloudFront takes the first pattern that fits, so the longer come first.
        let routes = routes.filter { $0.host == host }.sorted { ($1.path.utf8.count, $0.path) < ($0.path.utf8.count, $1.path) }
        let what = host.isEmpty ? "the router \"\(name)\"" : "the host \"\(host)\" of the router \"\(name)\""
        guard let fallback = routes.first(where: { $0.path == "/*" }) else {
            renderer.report("\(what) has no route \"\(host)/*\" for what no other route takes", at: location)
            return
        }
        if routes.count > 76 {
            renderer.report("\(what) has \(routes.count) routes; CloudFront takes 75 and the one for the rest", at: location)
        }
        if !host.isEmpty, certificate == nil { renderer.report("\(what) needs a certificate in us-east-1", at: location) }
        for route in routes where route.function.settings.url.access != .iam {
            renderer.report(
                "the router \"\(name)\" signs its requests, so that no request gets past it: give \"\(route.function.name)\" the URL .iam()",
                at: route.location)
        }
        var origins: [String: TemplateValue] = [:]
        for route in routes { origins[originID(route)] = origin(route) }
        var configuration: TemplateObject = [
            "Enabled": true, "HttpVersion": "http2and3", "Comment": .string("\(stack.name)-\(stack.stage) \(name) \(host)"),
            "Origins": .array(origins.sorted { $0.key < $1.key }.map(\.value)),
            "DefaultCacheBehavior": .object(behavior(fallback)),
        ]
        let others = routes.filter { $0.path != "/*" }
        if !others.isEmpty {
            configuration["CacheBehaviors"] = .array(
                others.map { route in
                    var behavior = behavior(route)
                    behavior["PathPattern"] = .string(route.path)
                    return .object(behavior)
                })
        }
        if !host.isEmpty, let certificate {
            configuration["Aliases"] = [.string(host)]
            configuration["ViewerCertificate"] = [
                "AcmCertificateArn": certificate, "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021",
            ]
        }
        let id = distributionID(host)
        renderer.add(
            TemplateResource(
                id, type: "AWS::CloudFront::Distribution", properties: ["DistributionConfig": .object(configuration)]), owner: logicalID,
            at: location)
        permit(routes, distribution: id, renderer)
    }

    /// The URL and the invocation that comes through it are two permissions.
    private func permit(_ routes: [Route], distribution: String, _ renderer: Renderer) {
        var done: Set<String> = []
        for route in routes where done.insert(originID(route)).inserted {
            let target = route.function.target(route.version)
            let id = LogicalID.of([name, "Permission", distribution, originID(route)])
            let source = TemplateValue.sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${\(distribution)}")
            renderer.permit(
                id, service: "cloudfront.amazonaws.com", source: source, target: target, owner: logicalID,
                more: ["Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "AWS_IAM"], at: route.location)
            renderer.permit(
                id + "Invoke", service: "cloudfront.amazonaws.com", source: source, target: target, owner: logicalID,
                more: ["InvokedViaFunctionUrl": true], at: route.location)
        }
    }

    private func originID(_ route: Route) -> String { "\(route.function.name)-\(route.function.target(route.version).qualifier)" }

    private func origin(_ route: Route) -> TemplateValue {
        let url = route.version == .live ? route.function.url : route.function.latestURL
        return [
            "Id": .string(originID(route)),
            "DomainName": .select(2, .split("/", url)),
            "CustomOriginConfig": ["OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]],
            "OriginAccessControlId": .getAtt(accessID, "Id"),
        ]
    }

    /// Nothing is cached, and everything but the host goes on to the function: CloudFront's managed policies CachingDisabled and AllViewerExceptHostHeader.
    private func behavior(_ route: Route) -> TemplateObject {
        [
            "TargetOriginId": .string(originID(route)), "ViewerProtocolPolicy": "redirect-to-https", "Compress": true,
            "AllowedMethods": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
            "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        ]
    }
}
