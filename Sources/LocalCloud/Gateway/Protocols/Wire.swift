internal import HTTPTypes

/// The protocols that the services speak.
enum Wire {
    /// The protocol that a request to a service is in.
    static func named(_ service: String?, _ request: GatewayRequest) -> any WireProtocol {
        switch service {
        case ServiceName.lambda: return RestJSONProtocol()
        case ServiceName.codeDeploy: return AWSJSONProtocol(version: "1.1", target: "CodeDeploy_20141006")
        case ServiceName.cloudWatch: return cloudWatch(request)
        case ServiceName.iam: return iam
        case ServiceName.sts: return sts
        case ServiceName.sns: return sns
        case ServiceName.s3: return RestXMLProtocol()
        default:
            // A service that isn't played: its client is to understand that.
            if request.headers["X-Amz-Target"] != nil { return AWSJSONProtocol(version: "1.1", target: "") }
            if request.headers["smithy-protocol"] == "rpc-v2-cbor" {
                let errors = ErrorNames(codes: [:], statuses: ["UnknownOperationException": 404])
                return RPCv2CBORProtocol(service: "", kinds: MemberKinds(), errors: errors)
            }
            return request.mediaType == "application/x-www-form-urlencoded" ? sts : RestJSONProtocol()
        }
    }

    private static func cloudWatch(_ request: GatewayRequest) -> any WireProtocol {
        let name = "GraniteServiceVersion20100801"
        if request.headers["smithy-protocol"] == "rpc-v2-cbor" || request.segments.first == "service" {
            return RPCv2CBORProtocol(service: name, kinds: .cloudWatch, errors: .cloudWatch)
        }
        if request.headers["X-Amz-Target"] != nil { return AWSJSONProtocol(version: "1.0", target: name, errors: .cloudWatch) }
        return QueryProtocol(
            namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/", kinds: .cloudWatch,
            codes: ErrorNames.cloudWatch.codes.merging(["AccessDeniedException": "AccessDenied"]) { $1 })
    }

    private static let iam = QueryProtocol(
        namespace: "https://iam.amazonaws.com/doc/2010-05-08/", kinds: .iam, codes: ["AccessDeniedException": "AccessDenied"])
    private static let sts = QueryProtocol(
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/", kinds: .sts, codes: ["AccessDeniedException": "AccessDenied"])
    private static let sns = QueryProtocol(
        namespace: "http://sns.amazonaws.com/doc/2010-03-31/", kinds: .sns, codes: ["AccessDeniedException": "AuthorizationError"])
}
