internal import JSONValue

extension CodeDeploy {
    /// A part of a list.
    struct Page<Element> {
        let elements: [Element]
        let nextToken: String?

        /// - Parameters:
        ///   - all: In the order of their keys.
        ///   - token: What the page before ended with.
        /// - Throws: `InvalidNextTokenException` for a token of another operation or of nobody's.
        init(
            of all: [Element], _ operation: String, after token: String?, size: Int = 100, key: (Element) -> String
        ) throws(AWSError) {
            var rest = all[...]
            if let token {
                let key0 = try Self.key(token, operation)
                rest = rest.drop { key($0) <= key0 }
            }
            elements = Array(rest.prefix(size))
            nextToken = rest.count > size ? elements.last.map { Self.token(key($0), operation) } : nil
        }

        private static func token(_ key: String, _ operation: String) -> String { Base64.encode(Array("\(operation)\n\(key)".utf8)) }

        private static func key(_ token: String, _ operation: String) throws(AWSError) -> String {
            guard let bytes = Base64.decode(token), let text = String(validating: bytes, as: UTF8.self), text.hasPrefix(operation + "\n")
            else {
                throw AWSError("InvalidNextTokenException", "The next token is not one that \(operation) gave out.")
            }
            return String(text.dropFirst(operation.count + 1))
        }
    }

    /// A key by which moments are in order; the later first when that is asked for.
    static func key(_ seconds: Double, _ id: String, newestFirst: Bool) -> String {
        // 16 digits hold microseconds until the year 2255.
        let moment = UInt64(max(0, min(seconds * 1_000_000, 9_000_000_000_000_000)))
        let digits = String(newestFirst ? 9_999_999_999_999_999 - moment : moment)
        return String(repeating: "0", count: 16 - digits.count) + digits + id
    }
}
