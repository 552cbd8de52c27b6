extension JSON {
    /// Why a type could not be decoded. It never shows the value, which may be a secret.
    public struct DecodeError: Error, Sendable, Hashable, CustomStringConvertible {
        /// Where: member names and positions such as `items[3].price`, empty at the top.
        public let path: String
        /// What was expected, such as `a string` or `an integer that UInt8 can hold`.
        public let expected: String
        /// The kind of what was found, such as `a number`, or `nothing` for an absent member.
        public let found: String

        /// Where, what was expected and what was found.
        public var description: String {
            path.isEmpty ? "expected \(expected), found \(found)" : "\(path): expected \(expected), found \(found)"
        }

        init(_ path: [any CodingKey], expected: String, found: String) {
            self.path = CodingPath.text(path)
            self.expected = expected
            self.found = found
        }

        /// What a type's `init(from:)` threw while it decoded `json`. The text of an error from elsewhere may quote the value and is dropped.
        init(_ error: any Error, in json: JSON, type: Any.Type) {
            if let own = (error as? DecodingError)?.context?.underlyingError as? DecodeError ?? error as? DecodeError {
                self = own
                return
            }
            guard let error = error as? DecodingError else {
                self.init([], expected: "a valid \(type) (decoding threw \(Swift.type(of: error)))", found: json.kind)
                return
            }
            let path = error.context?.codingPath ?? []
            let found = json.value(at: path)?.kind ?? "nothing"
            switch error {
            case .typeMismatch(let type, _), .valueNotFound(let type, _): self.init(path, expected: "\(type)", found: found)
            case .keyNotFound(let key, _): self.init(path + [key], expected: "a value", found: "nothing")
            default: self.init(path, expected: "a valid \(type)", found: found)
            }
        }
    }

    private func value(at path: [any CodingKey]) -> JSON? {
        var value: JSON? = self
        for key in path {
            if let index = key as? IndexKey {
                value = value?[index.position]
            } else {
                value = value?[key.stringValue]
            }
        }
        return value
    }
}

extension DecodingError {
    fileprivate var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context): context
        case .keyNotFound(_, let context), .dataCorrupted(let context): context
        @unknown default: nil
        }
    }
}
