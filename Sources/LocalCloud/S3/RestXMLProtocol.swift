internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import SigV4

/// [REST-XML](https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html) as S3 speaks it: the operation follows from the method, from
/// whether there is a key, and from the names in the query. Bodies of objects are left where they are; see ``S3Service``.
struct RestXMLProtocol: WireProtocol {
    func read(_ request: GatewayRequest) throws(AWSError) -> (operation: String, input: JSON) {
        let (bucket, key) = Self.address(request)
        var input = JSON.Object()
        for (name, value) in request.query where !name.lowercased().hasPrefix("x-amz-") && name != "x-id" { input[name] = .string(value) }
        let operation = try Self.operation(request, hasBucket: bucket != nil, hasKey: key != nil, input)
        input["Bucket"] = bucket.map { .string($0) }
        input["Key"] = key.map { .string($0) }
        return (operation, .object(input))
    }

    func response(to operation: String, _ output: JSON, _ request: GatewayRequest) -> Response {
        var writer = XMLWriter(MemberKinds())
        writer.element(operation + "Result") { $0.members(output.object ?? [:]) }
        return .xml(.ok, writer.text)
    }

    func response(_ error: AWSError, _ request: GatewayRequest) -> Response {
        let code = Self.code(error.code)
        var writer = XMLWriter(MemberKinds())
        writer.element("Error") { writer in
            writer.member("Code", .string(code))
            writer.member("Message", .string(error.message))
            writer.members(error.members)
            writer.member("RequestId", .string(request.requestID))
            writer.member("HostId", .string(request.requestID))
        }
        return .xml(.init(code: Self.statuses[code] ?? 400), writer.text)
    }

    func error(_ error: VerificationError, _ request: GatewayRequest) -> AWSError {
        let isPresigned = request.parameter("X-Amz-Signature") != nil || request.parameter("Signature") != nil
        if isPresigned, error == .expired { return AWSError("AccessDenied", "Request has expired") }
        let code =
            switch error {
            case .incompleteSignature where isPresigned: "AuthorizationQueryParametersError"
            case .missingSignature: "AccessDenied"
            case .incompleteSignature: "AuthorizationHeaderMalformed"
            case .unknownAccessKey: "InvalidAccessKeyId"
            case .invalidToken: "InvalidToken"
            case .expired, .notYetValid: "RequestTimeTooSkewed"
            case .mismatch: "SignatureDoesNotMatch"
            }
        return AWSError(code, error.description)
    }

    /// The bucket, from the path or from the host (`bucket.localhost`, `bucket.s3.localhost`), and the key.
    static func address(_ request: GatewayRequest) -> (bucket: String?, key: String?) {
        let path = request.target.prefix { $0 != "?" }.drop { $0 == "/" }
        func decoded(_ text: Substring) -> String? {
            text.isEmpty ? nil : text.removingPercentEncoding ?? String(text)
        }
        let host = request.host.prefix { $0 != ":" }.lowercased()
        if host.hasSuffix(".localhost") {
            let labels = host.dropLast(".localhost".count).split(separator: ".")
            let bucket = labels.prefix { $0 != "s3" }.joined(separator: ".")
            if !bucket.isEmpty { return (bucket, decoded(path)) }
        }
        let slash = path.firstIndex(of: "/") ?? path.endIndex
        return (decoded(path[..<slash]), decoded(path[slash...].dropFirst()))
    }

    private static func operation(
        _ request: GatewayRequest, hasBucket: Bool, hasKey: Bool, _ query: JSON.Object
    ) throws(AWSError) -> String {
        func has(_ name: String) -> Bool { query[name] != nil }
        let subresource = subresources.first(where: has)
        let operation: String? =
            switch (request.method, hasBucket, hasKey) {
            case ("GET", false, _): "ListBuckets"
            case (let method, true, let hasKey) where subresource != nil:
                ["GET": "Get", "PUT": "Put", "DELETE": "Delete"][method].map { $0 + (hasKey ? "Object:" : "Bucket:") + (subresource ?? "") }
            case ("PUT", true, false): "CreateBucket"
            case ("HEAD", true, false): "HeadBucket"
            case ("DELETE", true, false): "DeleteBucket"
            case ("POST", true, false) where has("delete"): "DeleteObjects"
            case ("GET", true, false) where has("uploads"): "ListMultipartUploads"
            case ("GET", true, false): query["list-type"] == "2" ? "ListObjectsV2" : "ListObjects"
            case ("POST", true, true) where has("uploads"): "CreateMultipartUpload"
            case ("POST", true, true) where has("uploadId"): "CompleteMultipartUpload"
            case ("PUT", true, true) where has("uploadId"):
                request.headers["x-amz-copy-source"] == nil ? "UploadPart" : "UploadPartCopy"
            case ("DELETE", true, true) where has("uploadId"): "AbortMultipartUpload"
            case ("GET", true, true) where has("uploadId"): "ListParts"
            case ("PUT", true, true): request.headers["x-amz-copy-source"] == nil ? "PutObject" : "CopyObject"
            case ("GET", true, true): "GetObject"
            case ("HEAD", true, true): "HeadObject"
            case ("DELETE", true, true): "DeleteObject"
            default: nil
            }
        guard let operation else { throw AWSError("MethodNotAllowed", "The specified method is not allowed against this resource.") }
        return operation
    }

    /// What a name in the query makes a request be about, instead of the bucket or the object itself.
    private static let subresources = [
        "abac", "accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold",
        "lifecycle", "location", "logging", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
        "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "tagging", "torrent", "versioning",
        "versions", "website",
    ]

    static func code(_ name: String) -> String {
        switch name {
        case "AccessDeniedException": "AccessDenied"
        case "InternalFailure": "InternalError"
        case "RequestEntityTooLargeException": "EntityTooLarge"
        case "SerializationException": "MalformedXML"
        case "UnknownOperationException": "NotImplemented"
        default: name
        }
    }

    private static let statuses = [
        "AccessDenied": 403, "BucketAlreadyExists": 409, "BucketAlreadyOwnedByYou": 409, "BucketNotEmpty": 409,
        "ConditionalRequestConflict": 409, "InternalError": 500,
        "InvalidAccessKeyId": 403, "InvalidRange": 416, "MissingContentLength": 411, "MethodNotAllowed": 405, "NoSuchBucket": 404,
        "NoSuchBucketPolicy": 404,
        "NoSuchCORSConfiguration": 404, "NoSuchKey": 404, "NoSuchVersion": 404, "NoSuchLifecycleConfiguration": 404,
        "NoSuchPublicAccessBlockConfiguration": 404,
        "NoSuchTagSet": 404, "NoSuchUpload": 404, "NoSuchWebsiteConfiguration": 404, "NotImplemented": 501,
        "ObjectLockConfigurationNotFoundError": 404, "OwnershipControlsNotFoundError": 404, "PreconditionFailed": 412,
        "ReplicationConfigurationNotFoundError": 404, "RequestTimeTooSkewed": 403,
        "ServerSideEncryptionConfigurationNotFoundError": 404, "SignatureDoesNotMatch": 403,
    ]
}
