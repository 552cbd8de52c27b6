/// The status line and header fields of a response as they came, looked up without parsing what nobody asks for.
package struct ResponseHead: Sendable {
    /// More than this is refused: libcurl before 8.3 has no bound on all lines together.
    package static let maximumBytes = 256 * 1024

    var bytes: [UInt8] = []
    /// Whether the empty line after the fields has come.
    package private(set) var isComplete = false
    /// Whether it is whole, and no other follows.
    private var endsHeads = false
    /// Of all lines that came, the trailers' among them.
    private var size = 0

    package init() {}

    /// The value of the last field with that name (letters in any case), without surrounding white space.
    package func value(of name: StaticString) -> String? {
        name.withUTF8Buffer { name in
            var found: Range<Int>?
            forEachLine { line in
                guard line.count > name.count, bytes[line.lowerBound + name.count] == UInt8(ascii: ":") else { return }
                for offset in 0..<name.count where bytes[line.lowerBound + offset].asciiLowercased != name[offset].asciiLowercased {
                    return
                }
                found = trimmed(line.lowerBound + name.count + 1..<line.upperBound)
            }
            return found.map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }

    /// All fields, parsed.
    var fields: HTTPHeaders {
        var headers = HTTPHeaders()
        forEachLine { line in
            guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")), colon > line.lowerBound else { return }
            headers.add(
                name: String(decoding: bytes[line.lowerBound..<colon], as: UTF8.self),
                value: String(decoding: bytes[trimmed(colon + 1..<line.upperBound)], as: UTF8.self))
        }
        return headers
    }

    /// Takes one line as libcurl hands it over; a status line begins a new head, unless the last was final. What follows a whole head are
    /// trailers, which are no header fields: they are passed over. Returns false when there is too much of it all.
    ///
    /// - Parameter isFinal: Whether the response that the line belongs to is the one to the request, and no other head may follow.
    mutating func append(_ line: UnsafeRawBufferPointer, isFinal: Bool = false) -> Bool {
        if !endsHeads, Self.isStatusLine(line) { clear() }
        guard size + line.count <= Self.maximumBytes else { return false }
        size += line.count
        if isComplete { return true }
        if line.count <= 2 {
            isComplete = true
            endsHeads = isFinal
        }
        bytes.append(contentsOf: line)
        return true
    }

    private static func isStatusLine(_ line: UnsafeRawBufferPointer) -> Bool {
        line.count > 5 && line[0] == UInt8(ascii: "H") && line[1] == UInt8(ascii: "T") && line[2] == UInt8(ascii: "T")
            && line[3] == UInt8(ascii: "P") && line[4] == UInt8(ascii: "/")
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        size = 0
        isComplete = false
        endsHeads = false
    }

    private func forEachLine(_ body: (Range<Int>) -> Void) {
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            body(start..<end)
            start = end + 1
        }
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, bytes[low] <= 0x20 { low += 1 }
        while high > low, bytes[high - 1] <= 0x20 { high -= 1 }
        return low..<high
    }
}
