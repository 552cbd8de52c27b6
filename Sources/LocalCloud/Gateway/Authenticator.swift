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
        if let end = Self.endOfOldSignature(request) {
            guard end >= .now else { throw .expired }
            return (.account, ServiceName.s3)
        }
        var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        if !request.host.isEmpty { headers.append(("Host", request.host)) }
        let (caller, identity) = try authenticate(request.method, request.target, headers, request.body)
        return (caller, identity.service)
    }

    /// The same for a request of which no more is known. `Host` must be among the headers.
    func authenticate(
        _ method: String, _ target: String, _ headers: [(name: String, value: String)], _ body: [UInt8]
    ) throws(VerificationError) -> (caller: AWSCall.Caller, identity: SignatureVerifier.Identity) {
        let claimed = try SignatureVerifier.claimedIdentity(url: target, headers: headers)
        guard let issued = credentials.issued(claimed.accessKeyID) else {
            // Whoever was a role must not become the account.
            if CredentialStore.isFormerRole(claimed.accessKeyID) { throw .unknownAccessKey }
            return (.account, claimed)
        }
        let isS3 = claimed.service == ServiceName.s3
        let verifier = SignatureVerifier(normalizesPath: !isS3, acceptsUnsignedPayload: isS3) { _ in issued.credentials }
        return (issued.caller, try verifier.verify(method: method, url: target, headers: headers, body: body, at: .now))
    }

    /// Until when a presigned URL of Signature Version 2 is good, which clients still make for S3. Its signature is not checked.
    private static func endOfOldSignature(_ request: GatewayRequest) -> SigningDate? {
        guard request.parameter("AWSAccessKeyId") != nil, request.parameter("Signature") != nil else { return nil }
        return request.parameter("Expires").flatMap { Int64($0) }.map { SigningDate(secondsSince1970: $0) }
    }
}
