extension JSON {
    /// Why a value could not be encoded. It never shows the value.
    public struct EncodeError: Error, Sendable, Hashable, CustomStringConvertible {
        /// Where: member names and positions such as `items[3].price`, empty at the top.
        public let path: String
        /// What is wrong there and what to do about it.
        public let reason: String

        /// Where and what.
        public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

        init(_ path: CodingPath, _ reason: String) {
            self.path = CodingPath.text(path.keys)
            self.reason = reason
        }

        /// What a type's `encode(to:)` threw. The text of an error from elsewhere may quote the value and is dropped.
        init(_ error: any Error, type: Any.Type) {
            switch error {
            case let own as EncodeError: self = own
            case EncodingError.invalidValue(let value, let context):
                path = CodingPath.text(context.codingPath)
                reason = "\(Swift.type(of: value)) refused to encode itself"
            default:
                path = ""
                reason = "\(type)'s encode(to:) threw \(Swift.type(of: error))"
            }
        }
    }
}
