/// Names of resources in the template: letters and digits alone, the same for the same names, different for different ones.
enum LogicalID {
    /// What a function's and other declarations' own parts are called, after their name. A name that ends like one of these gets a hash, so
    /// that the function `ApiRole` and the role of the function `Api` are two.
    private static let suffixes = [
        "Role", "Version", "Live", "Latest", "Logs", "Url", "Public", "PublicInvoke", "Group", "Config", "Async", "Policy", "CodeKey",
        "CodeSha256", "LiveVersion", "IsNew", "Stage", "Access", "Permission", "Certificate", "Application", "CodeBucket", "LinkKey",
    ]

    /// The id of a declaration by its name.
    static func of(_ name: String) -> String {
        let id = letters(name)
        return id == name && !isReserved(name) ? id : id + hash([name])
    }

    /// The id of something that several names together stand for, as an event source and its function.
    static func of(_ parts: [String]) -> String { parts.map(letters).joined() + hash(parts) }

    /// Eight digits that stand for these names.
    static func hash(_ parts: [String]) -> String {
        String(SHA256.hex(of: parts.map { "\($0.utf8.count):\($0)" }.joined()).prefix(8))
    }

    private static func isReserved(_ name: String) -> Bool {
        suffixes.contains { name != $0 && name.hasSuffix($0) } || name.utf8.count >= 8 && name.utf8.suffix(8).allSatisfy(isHexDigit)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// The letters and digits of a name, each word with a capital letter.
    private static func letters(_ name: String) -> String {
        var id = ""
        var beginsWord = true
        for scalar in name.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value), Self.isLetterOrDigit(byte) else {
                beginsWord = true
                continue
            }
            id += beginsWord ? String(scalar).uppercased() : String(scalar)
            beginsWord = false
        }
        return id
    }
}
