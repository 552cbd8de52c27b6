/// What a request says about its signature, not yet believed.
struct Claim {
    let accessKeyID: String
    let region: String
    let service: String
    let date: SigningDate
    let signedHeaders: [String]
    let signature: String
    let sessionToken: String?
    /// How many seconds a presigned URL is valid; `nil` for a signature in the headers.
    let lifetime: Int64?

    /// Reads the `Authorization` header, or else the query.
    init(headers: [(name: String, value: String)], query: CanonicalQuery) throws(VerificationError) {
        let parts: (algorithm: String?, credential: String?, date: String?, signedHeaders: String?, signature: String?)
        if let authorization = headers.last(named: "authorization") {
            let space = authorization.firstIndex(of: " ") ?? authorization.endIndex
            var fields: [String: String] = [:]
            for field in authorization[space...].split(separator: ",") {
                let pair = field.split(separator: "=", maxSplits: 1)
                if pair.count == 2 { fields[String(pair[0].drop { $0 == " " })] = String(pair[1]) }
            }
            parts = (
                String(authorization[..<space]), fields["Credential"], headers.last(named: "x-amz-date"), fields["SignedHeaders"],
                fields["Signature"]
            )
            sessionToken = headers.last(named: "x-amz-security-token")
            lifetime = nil
        } else if query["X-Amz-Signature"] != nil {
            parts = (
                query["X-Amz-Algorithm"], query["X-Amz-Credential"], query["X-Amz-Date"], query["X-Amz-SignedHeaders"],
                query["X-Amz-Signature"]
            )
            sessionToken = query["X-Amz-Security-Token"]
            guard let expires = query["X-Amz-Expires"].flatMap({ Int64($0) }), (1...Int64(Signer.longestExpiration)).contains(expires)
            else {
                throw .incompleteSignature("X-Amz-Expires is not a number from 1 to \(Signer.longestExpiration)")
            }
            lifetime = expires
        } else {
            throw .missingSignature
        }
        guard parts.algorithm == "AWS4-HMAC-SHA256" else { throw .incompleteSignature("the algorithm is not AWS4-HMAC-SHA256") }
        guard let stamp = parts.date, let date = SigningDate(stamp: stamp) else {
            throw .incompleteSignature("X-Amz-Date is not a date such as 20150830T123600Z")
        }
        let scope = parts.credential?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        guard scope.count == 5, !scope[0].isEmpty, scope[4] == "aws4_request" else {
            throw .incompleteSignature("the credential is not <access key>/<day>/<region>/<service>/aws4_request")
        }
        guard scope[1] == stamp.prefix(8) else { throw .incompleteSignature("the day of the credential is not that of X-Amz-Date") }
        let names = parts.signedHeaders?.split(separator: ";").map(String.init) ?? []
        guard names.contains("host") else { throw .incompleteSignature("Host is not among the signed headers") }
        guard let signature = parts.signature else { throw .incompleteSignature("the signature itself is absent") }
        accessKeyID = String(scope[0])
        region = String(scope[2])
        service = String(scope[3])
        self.date = date
        signedHeaders = names
        self.signature = signature
    }
}

extension [(name: String, value: String)] {
    /// The value of the last header of that name, which is given in lower case.
    func last(named name: String) -> String? {
        last { $0.name.utf8.asciiLowercased() == name }?.value
    }
}

extension CanonicalQuery {
    /// The decoded value of a parameter, as the client meant it.
    subscript(name: String) -> String? {
        guard let value = parameters.last(where: { $0.name.elementsEqual(name.utf8) })?.value else { return nil }
        var decoded: [UInt8] = []
        var rest = value[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = rest.leadingHexByte {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
