extension JSON {
    /// Parses a document: one value, with white space and a byte order mark allowed before it and white space after it.
    ///
    /// Strict RFC 8259 in UTF-8. An escaped surrogate without its partner becomes U+FFFD; a number beyond `Double`'s range is an error.
    /// - Throws: ``ParseError`` when the bytes are not such a document or exceed the limits.
    public init(parsing bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(ParseError) {
        // The closure cannot throw a typed error through `rethrows`, so the outcome travels as a value.
        let outcome =
            bytes.withContiguousStorageIfAvailable { Parser.parse($0, limits) }
            ?? Array(bytes).withUnsafeBufferPointer { Parser.parse($0, limits) }
        self = try outcome.get()
    }

    /// Parses a document as ``init(parsing:limits:)`` does for bytes.
    /// - Throws: ``ParseError`` when the text is not such a document or exceeds the limits.
    public init(parsing text: String, limits: Limits = Limits()) throws(ParseError) {
        var text = text
        self = try text.withUTF8 { Parser.parse($0, limits) }.get()
    }
}
