/// The headers that a signature covers, sorted by name, repeated ones joined in their order.
struct CanonicalHeaders {
    /// The `SignedHeaders` list: lower-case names with semicolons between.
    let names: String
    /// A line `name:value` for each.
    let lines: [UInt8]

    /// Takes only headers for which `isIncluded` holds; it is asked with the name in lower case.
    init(_ headers: [(name: String, value: String)], where isIncluded: (String) -> Bool) {
        let included = headers.enumerated()
            .map { (name: $1.name.utf8.asciiLowercased(), position: $0, value: $1.value) }
            .filter { isIncluded($0.name) }
            .sorted { ($0.name, $0.position) < ($1.name, $1.position) }
        var names = ""
        var lines: [UInt8] = []
        var previous: String?
        for header in included {
            if header.name == previous {
                lines[lines.count - 1] = UInt8(ascii: ",")
            } else {
                if previous != nil { names += ";" }
                names += header.name
                lines += header.name.utf8
                lines.append(UInt8(ascii: ":"))
            }
            previous = header.name
            Self.append(trimmed: header.value, to: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
        self.names = names
        self.lines = lines
    }

    /// The value without space at its ends, and one space wherever there are several.
    private static func append(trimmed value: String, to lines: inout [UInt8]) {
        let words = value.utf8.split { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        for (index, word) in words.enumerated() {
            if index > 0 { lines.append(UInt8(ascii: " ")) }
            lines += word
        }
    }
}
