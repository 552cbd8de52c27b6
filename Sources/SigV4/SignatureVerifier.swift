/// Checks signatures of version 4 as a service does: it computes them again from the request and the secret it knows.
public struct SignatureVerifier: Sendable {
    /// Who signed a request, and for what.
    public struct Identity: Sendable, Equatable {
        /// The access key of the signer.
        public let accessKeyID: String
        /// The region that the request was signed for.
        public let region: String
        /// The signing name of the service that the request was signed for.
        public let service: String
    }

    /// As for the signer: whether paths are normalized; every service but S3 does.
    public var normalizesPath: Bool
    /// Whether a signature that doesn't cover the body is good enough, as S3 takes it: of a request alone (`UNSIGNED-PAYLOAD`), or of one whose
    /// body comes in chunks that have signatures or checksums of their own (`STREAMING-…`), which are not checked here.
    public var acceptsUnsignedPayload: Bool
    /// How many seconds the client's clock may be off.
    public var tolerance: Int64

    private let credentials: @Sendable (_ accessKeyID: String) -> Credentials?

    /// A verifier that looks the secret of an access key up.
    public init(
        normalizesPath: Bool = true, acceptsUnsignedPayload: Bool = false, tolerance: Int64 = 300,
        credentials: @escaping @Sendable (_ accessKeyID: String) -> Credentials?
    ) {
        self.normalizesPath = normalizesPath
        self.acceptsUnsignedPayload = acceptsUnsignedPayload
        self.tolerance = tolerance
        self.credentials = credentials
    }

    /// Checks a request that is signed in its headers or in its query.
    ///
    /// - Parameters:
    ///   - method: The HTTP method.
    ///   - url: The request's target as it came (`/path?query`), or its whole URL.
    ///   - headers: The headers as they came, `Host` among them.
    ///   - body: The whole body.
    ///   - now: The time to measure the signature's age by.
    /// - Returns: Who signed. Whether the region and the service are the right ones is for the caller to decide.
    public func verify(
        method: String, url: String, headers: [(name: String, value: String)], body: [UInt8], at now: SigningDate
    ) throws(VerificationError) -> Identity {
        let parsed: SignableURL
        do { parsed = try SignableURL(url) } catch { throw .incompleteSignature(error.description) }
        let query = CanonicalQuery(parsed.query)
        let claim = try Claim(headers: headers, query: query)

        let oldest = claim.date.advanced(bySeconds: claim.lifetime ?? tolerance)
        if now > oldest { throw .expired }
        if now.advanced(bySeconds: tolerance) < claim.date { throw .notYetValid }

        guard let known = credentials(claim.accessKeyID) else { throw .unknownAccessKey }
        guard Digest.areEqual(known.sessionToken ?? "", claim.sessionToken ?? "") else { throw .invalidToken }

        let covered = CanonicalHeaders(headers) { claim.signedHeaders.contains($0) }
        guard try matches(claim, known, method, parsed, query, covered, headers, body) else { throw .mismatch }
        return Identity(accessKeyID: claim.accessKeyID, region: claim.region, service: claim.service)
    }

    /// Who a request says that it is signed by, and for what. Nothing of it is checked.
    package static func claimedIdentity(
        url: String, headers: [(name: String, value: String)]
    ) throws(VerificationError) -> Identity {
        let parsed: SignableURL
        do { parsed = try SignableURL(url) } catch { throw .incompleteSignature(error.description) }
        let claim = try Claim(headers: headers, query: CanonicalQuery(parsed.query))
        return Identity(accessKeyID: claim.accessKeyID, region: claim.region, service: claim.service)
    }

    private func matches(
        _ claim: Claim, _ known: Credentials, _ method: String, _ url: SignableURL, _ query: CanonicalQuery, _ covered: CanonicalHeaders,
        _ headers: [(name: String, value: String)], _ body: [UInt8]
    ) throws(VerificationError) -> Bool {
        do {
            let key = try SigningKey(
                secretAccessKey: known.secretAccessKey, day: claim.date.stamp.prefix(8), region: claim.region, service: claim.service)
            var payloads = [String(hex: try Digest.sha256(body))]
            if acceptsUnsignedPayload { payloads.append("UNSIGNED-PAYLOAD") }
            if let declared = headers.last(named: "x-amz-content-sha256") {
                // A declared hash must be the body's own, whether it is covered or not.
                payloads.removeAll { $0 != declared }
                if acceptsUnsignedPayload, declared.hasPrefix("STREAMING-") { payloads.append(declared) }
            }
            // A presigned URL may carry its token uncovered.
            let unsigned = query.without("X-Amz-Signature")
            var queries = [unsigned]
            if claim.lifetime != nil, known.sessionToken != nil { queries.append(unsigned.without("X-Amz-Security-Token")) }
            for payload in payloads {
                for query in queries {
                    let request = CanonicalRequest(
                        method: method, url: url, query: query, headers: covered, payloadHash: payload, normalizesPath: normalizesPath)
                    let signature = try key.signature(of: key.stringToSign(request, stamp: claim.date.stamp))
                    if Digest.areEqual(signature, claim.signature) { return true }
                }
            }
            return false
        } catch {
            throw .incompleteSignature(error.description)
        }
    }
}
