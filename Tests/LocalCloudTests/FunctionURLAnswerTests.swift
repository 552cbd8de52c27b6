import HTTPTypes
import Hummingbird
import Testing

@testable import LocalCloud

@Suite("What a function's answer is over HTTP")
struct FunctionURLAnswerTests {
    private func response(_ payload: String, type: String? = "application/json", isStreamed: Bool = false) throws -> Response {
        try FunctionURLAnswer(FunctionResponse(payload: Array(payload.utf8), contentType: type, isStreamed: isStreamed)).response
    }

    private func body(_ response: Response) async throws -> String {
        let collector = BodyCollector()
        try await response.body.write(collector)
        return collector.text
    }

    @Test("a value without a status code is the body of a 200")
    func inferred() async throws {
        for (payload, expected) in [
            (#""Hello, world!""#, "Hello, world!"), (#"{"message": "He said \"oh, no\""}"#, #"{"message":"He said \"oh, no\""}"#),
            (#"["hello", 3, true]"#, #"["hello",3,true]"#), ("3", "3"), ("3.1", "3.1"), ("true", "true"), ("null", "null"),
        ] {
            let response = try response(payload)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/json")
            #expect(try await body(response) == expected)
        }
    }

    @Test("status, headers, cookies and body are taken over")
    func whole() async throws {
        let response = try response(
            #"""
            {"statusCode": 201, "headers": {"Content-Type": "text/html", "X-Count": 3, "Content-Length": "99999"},
             "cookies": ["a=1; Secure", "b=2"], "body": "<p>"}
            """#)
        #expect(response.status.code == 201)
        #expect(response.headers[.contentType] == "text/html")
        #expect(response.headers["x-count"] == "3")
        #expect(response.headers[values: .setCookie] == ["a=1; Secure", "b=2"])
        #expect(response.headers[.contentLength] == "3")
        #expect(try await body(response) == "<p>")
    }

    @Test("numbers and truth values stand for the text that they are, and a number may be text")
    func scalars() async throws {
        let teapot = try response(#"{"statusCode":"418","body":"i'm a teapot","isBase64Encoded":false}"#)
        #expect(teapot.status.code == 418)
        #expect(try await body(teapot) == "i'm a teapot")
        let odd = try response(#"{"statusCode":200.0,"headers":{"x-a":true,"x-b":null},"cookies":[1],"body":3}"#)
        #expect(odd.headers["x-a"] == "true")
        #expect(odd.headers["x-b"] == nil)
        #expect(odd.headers[values: .setCookie] == ["1"])
        #expect(try await body(odd) == "3")
        #expect(try await body(response(#"{"statusCode":200,"body":"aGk=","isBase64Encoded":"true"}"#)) == "hi")
    }

    @Test("a body in Base64 is decoded")
    func base64() async throws {
        #expect(try await body(response(#"{"statusCode":200,"body":"aGk=","isBase64Encoded":true}"#)) == "hi")
    }

    @Test("a streamed response with a prelude is head and body")
    func prelude() async throws {
        let payload = #"{"statusCode":404,"headers":{"x-a":"b"},"cookies":["c=d"]}"# + String(repeating: "\0", count: 8) + "gone\0"
        let response = try response(payload, type: "application/vnd.awslambda.http-integration-response", isStreamed: true)
        #expect(response.status == .notFound)
        #expect(response.headers["X-A"] == "b")
        #expect(response.headers[values: .setCookie] == ["c=d"])
        #expect(try await body(response) == "gone\0")
    }

    @Test("a streamed response without a prelude is the body, whatever it holds")
    func streamed() async throws {
        let response = try response(#"{"statusCode":404}"#, type: "text/plain", isStreamed: true)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/plain")
        #expect(try await body(response) == #"{"statusCode":404}"#)
    }

    @Test(
        "what stands for no response says why",
        arguments: [
            ("", "JSON"), ("{", "JSON"), (#"{"statusCode":"x"}"#, "statusCode"), (#"{"statusCode":99}"#, "statusCode"),
            (#"{"statusCode":1e300}"#, "statusCode"), (#"{"statusCode":null}"#, "statusCode"),
            (#"{"statusCode":200,"headers":{"x-a":{}}}"#, "x-a"),
            (#"{"statusCode":9223372036854775807}"#, "statusCode"), (#"{"statusCode":200,"body":{}}"#, "body"),
            (#"{"statusCode":200,"body":"%%%","isBase64Encoded":true}"#, "Base64"), (#"{"statusCode":200,"headers":{"a b":"c"}}"#, "a b"),
        ])
    func unusable(payload: String, reason: String) {
        let error = #expect(throws: FunctionURLAnswer.Unusable.self) { try response(payload) }
        #expect(error?.reason.contains(reason) == true)
    }

    @Test("a header can't smuggle another one in")
    func smuggling() throws {
        let response = try response(#"{"statusCode":200,"headers":{"x-a":"b\r\nSet-Cookie: c=d"},"cookies":["e=f\r\nX-G: h"]}"#)
        for field in response.headers { #expect(!field.value.contains { $0.isNewline }) }
    }

    @Test("answers that were cut and bent at random stand for a response or for none, and never trap")
    func random() {
        let head = #"{"statusCode":200,"headers":{"x-a":"b"},"cookies":["c=d"],"body":"aGk=","isBase64Encoded":true}"#
        let seed = Array((head + String(repeating: "\0", count: 8) + "x").utf8)
        var responses = 0
        for _ in 0..<5000 {
            var payload = Array(seed.prefix(.random(in: 0...seed.count)))
            for _ in 0..<Int.random(in: 0...3) where !payload.isEmpty { payload[.random(in: payload.indices)] = .random(in: .min ... .max) }
            let type = Bool.random() ? "application/vnd.awslambda.http-integration-response" : "application/json"
            let answer = FunctionResponse(payload: payload, contentType: type, isStreamed: .random())
            if (try? FunctionURLAnswer(answer)) != nil { responses += 1 }
        }
        #expect(responses > 0)
    }

    @Test("a prelude needs its 8 NULs")
    func preludeWithoutEnd() {
        #expect(throws: FunctionURLAnswer.Unusable.self) {
            try response("{}\0\0body", type: "application/vnd.awslambda.http-integration-response", isStreamed: true)
        }
    }
}

private final class BodyCollector: ResponseBodyWriter {
    private var buffer = ByteBuffer()

    var text: String { String(buffer: buffer) }

    func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }
    func finish(_ trailers: HTTPFields?) async throws {}
}
