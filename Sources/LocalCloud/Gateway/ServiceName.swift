internal import HTTPTypes

/// The signing names of the services.
enum ServiceName {
    static let lambda = "lambda"
    static let codeDeploy = "codedeploy"
    static let cloudWatch = "monitoring"
    static let sns = "sns"
    static let iam = "iam"
    static let sts = "sts"
    static let s3 = "s3"

    /// The service that a request without a signature seems to be meant for.
    static func guess(_ request: GatewayRequest) -> String? {
        let target = request.headers["X-Amz-Target"] ?? ""
        if target.hasPrefix("CodeDeploy_") { return codeDeploy }
        if target.hasPrefix("GraniteServiceVersion") || request.segments.first == "service" { return cloudWatch }
        if LambdaRoute.dates.contains(request.segments.first ?? "") { return lambda }
        guard request.segments.isEmpty else { return s3 }
        switch request.parameter("Version") ?? version(request) {
        case "2010-03-31": return sns
        case "2010-05-08": return iam
        case "2011-06-15": return sts
        case "2010-08-01": return cloudWatch
        default: return request.parameter("Action") == nil ? s3 : sns
        }
    }

    private static func version(_ request: GatewayRequest) -> String? {
        guard request.mediaType == "application/x-www-form-urlencoded" else { return nil }
        return GatewayRequest.form(request.body.prefix(100_000)).first { $0.name == "Version" }?.value
    }
}
