import Testing

@testable import LocalCloud

@Suite("Lines of a log")
struct LineSplitterTests {
    private func lines(_ chunks: [String], limit: Int = 1_000_000) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var lines: [String] = []
        for chunk in chunks { splitter.append(Array(chunk.utf8)) { lines.append($0) } }
        splitter.finish { lines.append($0) }
        return lines
    }

    @Test("lines come whole, however they are cut into chunks")
    func chunks() {
        let text = "one\ntwo\r\n\nüñï\nlast"
        let expected = ["one", "two", "", "üñï", "last"]
        #expect(lines([text]) == expected)
        #expect(lines(text.unicodeScalars.map { String($0) }) == expected)
        var splitter = LineSplitter(limit: 1000)
        var bytewise: [String] = []
        for byte in text.utf8 { splitter.append([byte]) { bytewise.append($0) } }
        splitter.finish { bytewise.append($0) }
        #expect(bytewise == expected)
    }

    @Test("a line over 256 KiB is cut into several")
    func longLine() {
        let sizes = lines([String(repeating: "x", count: 600_000) + "\nend"]).map(\.utf8.count)
        #expect(sizes == [262_144, 262_144, 600_000 - 2 * 262_144, 3])
    }

    @Test("a log ends at its limit, and says so once")
    func limit() {
        let all = lines((0..<1000).map { _ in "0123456789\n" }, limit: 110)
        #expect(all.count == 10)
        #expect(all.dropLast().allSatisfy { $0 == "0123456789" })
        #expect(all.last?.contains("limit") == true)
    }

    @Test("bytes that are no UTF-8 do no harm")
    func garbage() {
        var splitter = LineSplitter(limit: 100)
        var lines: [String] = []
        splitter.append([0xFF, 0x41, 0x0A]) { lines.append($0) }
        #expect(lines == ["\u{FFFD}A"])
    }
}
