@testable import HTTPTransport
import Testing

struct HeadersTests {
    @Test("names are compared without regard to case, order and repetitions are kept")
    func lookUp() {
        var headers: HTTPHeaders = ["Content-Type": "a", "X-Two": "1"]
        headers.add(name: "x-two", value: "2")
        #expect(headers["content-type"] == "a")
        #expect(headers.values(of: "X-TWO") == ["1", "2"])
        #expect(headers.map(\.name) == ["Content-Type", "X-Two", "x-two"])
        headers["X-TWO"] = "3"
        #expect(headers.values(of: "x-two") == ["3"])
        headers["x-two"] = nil
        #expect(headers.count == 1)
        headers["New"] = "n"
        #expect(headers["new"] == "n")
    }

    private func head(_ lines: String...) -> ResponseHead {
        var head = ResponseHead()
        for line in lines { Array((line + "\r\n").utf8).withUnsafeBytes { _ = head.append($0) } }
        return head
    }

    @Test("a response's field is found by its whole name, and without the space around its value")
    func responseHead() {
        let head = head(
            "HTTP/1.1 200 OK", "Lambda-Runtime-Deadline-Ms-Not: 1", "lambda-runtime-deadline-ms: \t 42 ", "Empty:", ": nameless",
            "colonless")
        #expect(head.value(of: "Lambda-Runtime-Deadline-Ms") == "42")
        #expect(head.value(of: "Empty") == "")
        #expect(head.value(of: "Lambda-Runtime-Deadline") == nil)
        #expect(head.value(of: "colonless") == nil)
        #expect(head.fields.map(\.name) == ["Lambda-Runtime-Deadline-Ms-Not", "lambda-runtime-deadline-ms", "Empty"])
    }

    @Test("the head of a second response replaces the first's")
    func secondHead() {
        let head = head("HTTP/1.1 100 Continue", "A: 1", "", "HTTP/1.1 200 OK", "B: 2")
        #expect(head.value(of: "A") == nil)
        #expect(head.value(of: "B") == "2")
    }

    @Test("trailers are no header fields, not even as a head of their own")
    func trailers() {
        var head = ResponseHead()
        func append(_ lines: [String]) -> Bool {
            lines.allSatisfy { line in Array((line + "\r\n").utf8).withUnsafeBytes { head.append($0, isFinal: true) } }
        }
        #expect(append(["HTTP/1.1 200 OK", "A: 1", "", "A: 2", "B: 2", "HTTP/1.1 200 OK", "A: 3", ""]))
        #expect(head.value(of: "A") == "1" && head.value(of: "B") == nil && head.fields.count == 1 && head.isComplete)
        // Endless ones are too much, though none is kept.
        #expect(!append((0..<300).map { _ in "T: \(String(repeating: "t", count: 1000))" }))
    }

    @Test("a duration becomes whole milliseconds, rounded up, and never overflows")
    func milliseconds() {
        #expect(Duration.microseconds(1).milliseconds == 1)
        #expect(Duration.seconds(2).milliseconds == 2000)
        #expect(Duration.zero.milliseconds == 0)
        #expect(Duration(secondsComponent: .max, attosecondsComponent: 0).milliseconds == 2_000_000_000)
        #expect(Duration(secondsComponent: .min, attosecondsComponent: 0).milliseconds == 0)
    }
}
