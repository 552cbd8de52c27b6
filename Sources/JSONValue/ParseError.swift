extension JSON {
    /// Why bytes are no JSON document that the parser accepts.
    ///
    /// It shows at most one byte of the input.
    public struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
        /// What the parser expected, such as `',' or ']'`.
        public let expected: String
        /// What stood there instead: one character, a byte such as `byte 0xFF`, or `the end of the input`.
        public let found: String
        /// The position of the fault in bytes, from 0.
        public let offset: Int
        /// The line of the fault, from 1.
        public let line: Int
        /// The column of the fault in bytes, from 1.
        public let column: Int

        /// Where, what was expected and what was found.
        public var description: String {
            "invalid JSON at line \(line), column \(column) (byte \(offset)): expected \(expected), found \(found)"
        }

        init(expected: String, offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
            self.expected = expected
            self.offset = offset
            let before = bytes.prefix(offset)
            line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
            column = offset - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
            if offset >= bytes.count {
                found = "the end of the input"
            } else if (0x21..<0x7F).contains(bytes[offset]) {
                found = "'\(Character(Unicode.Scalar(bytes[offset])))'"
            } else {
                found = "byte 0x\(bytes[offset] < 16 ? "0" : "")\(String(bytes[offset], radix: 16, uppercase: true))"
            }
        }
    }
}
