/// Cuts a stream of bytes into lines: of bounded length each, and of bounded length altogether.
struct LineSplitter {
    /// The longest line in bytes; a longer one is cut into several, as CloudWatch Logs has a limit of that order.
    static let longestLine = 256 * 1024

    private var line: [UInt8] = []
    private var remaining: Int

    /// - Parameter limit: How many bytes of lines to hand out; what follows is dropped.
    init(limit: Int) { remaining = limit }

    /// Takes the next bytes, and hands out the lines that are complete.
    mutating func append(_ bytes: [UInt8], _ emit: (String) -> Void) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            extend(rest[..<end], emit)
            flush(emit)
            rest = rest[(end + 1)...]
        }
        extend(rest, emit)
    }

    /// Hands out the last line, which had no end.
    mutating func finish(_ emit: (String) -> Void) {
        if !line.isEmpty { flush(emit) }
    }

    private mutating func extend(_ bytes: ArraySlice<UInt8>, _ emit: (String) -> Void) {
        var rest = bytes
        while line.count + rest.count > Self.longestLine {
            let part = rest.prefix(Self.longestLine - line.count)
            line += part
            rest = rest.dropFirst(part.count)
            flush(emit)
        }
        line += rest
    }

    private mutating func flush(_ emit: (String) -> Void) {
        defer { line.removeAll(keepingCapacity: true) }
        guard remaining > 0 else { return }
        remaining -= line.count + 1
        guard remaining > 0 else { return emit("[the log has reached its limit; what follows is not shown]") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        emit(String(decoding: line, as: UTF8.self))
    }
}
