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
        let claimed = try SignatureVerifier.claimedIdentity(url: request.target, headers: headers)
        guard let caller = credentials.caller(claimed.accessKeyID) else { return (.account, claimed.service) }
        let isS3 = claimed.service == ServiceName.s3
        let verifier = SignatureVerifier(normalizesPath: !isS3, acceptsUnsignedPayload: isS3) { [credentials] in credentials.credentials($0)
        }
        let identity = try verifier.verify(
            method: request.method, url: request.target, headers: headers, body: request.body, at: .now)
        return (caller, identity.service)
    }
}
