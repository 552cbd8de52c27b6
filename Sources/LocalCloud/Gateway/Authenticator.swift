internal import HTTPTypes
internal import SigV4

/// Says who makes a request. Signatures by credentials that the cloud handed out are verified; whoever signs with others is taken for the
/// account, so that clients need no particular ones.
struct Authenticator: Sendable {
    private let credentials: CredentialStore

    init(_ credentials: CredentialStore) { self.credentials = credentials }

    /// Who makes the request, and the service that it is signed for.
    ///
    /// - Throws: Why the signature is not accepted, `missingSignature` among it.
    func authenticate(_ request: GatewayRequest) throws(VerificationError) -> (caller: AWSCall.Caller, service: String) {
        var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        if !request.host.isEmpty { headers.append(("Host", request.host)) }
        if let end = Self.endOfOldSignature(request) {
            guard end >= .now else { throw .expired }
            return (.account, ServiceName.s3)
        }
        let claimed = try SignatureVerifier.claimedIdentity(url: request.target, headers: headers)
        guard let caller = credentials.caller(claimed.accessKeyID) else { return (.account, claimed.service) }
        let isS3 = claimed.service == ServiceName.s3
        let verifier = SignatureVerifier(normalizesPath: !isS3, acceptsUnsignedPayload: isS3) { [credentials] in credentials.credentials($0)
        }
        let identity = try verifier.verify(
            method: request.method, url: request.target, headers: headers, body: request.body, at: .now)
        return (caller, identity.service)
    }

    /// Until when a presigned URL of Signature Version 2 is good, which clients still make for S3. Its signature is not checked.
    private static func endOfOldSignature(_ request: GatewayRequest) -> SigningDate? {
        guard request.parameter("AWSAccessKeyId") != nil, request.parameter("Signature") != nil else { return nil }
        return request.parameter("Expires").flatMap { Int64($0) }.map { SigningDate(secondsSince1970: $0) }
    }
}
