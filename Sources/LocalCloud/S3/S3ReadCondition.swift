internal import Foundation
internal import HTTPTypes

/// What must be so for an object to be read, in HTTP's headers or in those of a copy's source. See
/// [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2) for which of them counts when there are several.
struct S3ReadCondition {
    /// Where the conditions stand.
    enum Place {
        /// `If-Match` and others of a GET or HEAD.
        case request
        /// `x-amz-copy-source-if-match` and others of a copy.
        case copySource
    }

    enum Outcome: Equatable {
        case met
        /// A GET needs no body, since the client has the object already.
        case notModified
        /// The name of the condition as S3's error tells it.
        case failed(String)
    }

    private let prefix: String
    private let match, noneMatch: String?
    private let modified, unmodified: Double?

    init(_ request: GatewayRequest, _ place: Place) {
        let prefix = place == .request ? "" : "x-amz-copy-source-"
        func header(_ name: String) -> String? { request.headers[prefix + name] }
        self.prefix = prefix
        match = header("If-Match")
        noneMatch = header("If-None-Match")
        // What is no date is passed over, as RFC 9110 says.
        modified = header("If-Modified-Since").flatMap(HTTPDate.seconds)
        unmodified = header("If-Unmodified-Since").flatMap(HTTPDate.seconds)
    }

    /// - Parameter now: Seconds since 1970. A date of `If-Modified-Since` that is yet to come doesn't count.
    func outcome(_ object: S3Object, now: Double) -> Outcome {
        func names(_ list: String) -> Bool {
            list.split(separator: ",").contains { tag in
                let tag = tag.trimmingCharacters(in: .whitespaces)
                return tag == "*" || tag.withoutQuotes == object.etag.withoutQuotes
            }
        }
        let isOlder = modified.map { object.modified <= $0 && $0 <= now } ?? false
        if let match {
            guard names(match) else { return .failed(prefix + "If-Match") }
        } else if let unmodified, object.modified > unmodified {
            return .failed(prefix + "If-Unmodified-Since")
        }
        if prefix.isEmpty {
            if let noneMatch { return names(noneMatch) ? .notModified : .met }
            return isOlder ? .notModified : .met
        }
        if let noneMatch, names(noneMatch) { return .failed(prefix + "If-None-Match") }
        return isOlder ? .failed(prefix + "If-Modified-Since") : .met
    }
}
