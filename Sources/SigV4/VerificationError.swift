/// Why a request is not accepted as signed.
public enum VerificationError: Error, Sendable, Equatable {
    /// It carries no signature of version 4, neither in its headers nor in its query.
    case missingSignature
    /// A part of the signature is absent or has another form; the text names the part.
    case incompleteSignature(String)
    /// Nobody has this access key.
    case unknownAccessKey
    /// The session token isn't the one that belongs to the access key.
    case invalidToken
    /// The request was signed, or the presigned URL ended, too long ago.
    case expired
    /// The request is signed for a time that has not come yet.
    case notYetValid
    /// The signature is not that of this request.
    case mismatch
}

extension VerificationError: CustomStringConvertible {
    /// What is wrong, in words that may be sent to the client.
    public var description: String {
        switch self {
        case .missingSignature: "The request is not signed: it has neither an Authorization header nor X-Amz-Signature in its query."
        case .incompleteSignature(let part): "The signature is incomplete: \(part)."
        case .unknownAccessKey: "The security token included in the request is invalid: nobody has this access key."
        case .invalidToken: "The security token included in the request is invalid: it does not belong to the access key."
        case .expired: "Signature expired: set the clock that the request was signed by, or sign again."
        case .notYetValid: "Signature not yet current: set the clock that the request was signed by."
        case .mismatch:
            "The request signature we calculated does not match the signature you provided: check the secret access key and the signing method."
        }
    }
}
