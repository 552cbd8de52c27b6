import Foundation
import HTTPTransport
import JSONValue
import LocalCloud
import TestSupport
import Testing

/// Function URLs before a real process. One that echoes its event has no `statusCode` in it, so the event is the body.
@Suite("Function URLs", .enabled(if: Python.has("json")))
struct FunctionURLTests {
    private let code: PythonFunction

    init() async throws { code = try await PythonFunction() }

    private func withURL(_ behaviour: String, version: String = "1", _ body: (String) async throws -> Void) async throws {
        try await Cloud.run { cloud in
            try await body(cloud.function(code.configuration(behaviour, name: "Api", version: version)).openURL())
        }
    }

    @Test("a request becomes an event of payload format 2.0")
    func request() async throws {
        try await withURL("echo") { url in
            var request = HTTPRequest(.post, url + "a%20b/c?x=1&y=%C3%BC+z&x=2&flag", body: Array(#"{"k":"ü"}"#.utf8))
            request.headers = ["Content-Type": "application/json; charset=utf-8", "X-Two": "1", "Cookie": "a=1; b=2", "User-Agent": "test"]
            request.headers.add(name: "X-Two", value: "2")
            let event = try await HTTPClient.shared.send(request).json()
            #expect(event["version"] == "2.0")
            #expect(event["routeKey"] == "$default")
            #expect(event["rawPath"] == "/a%20b/c")
            #expect(event["rawQueryString"] == "x=1&y=%C3%BC+z&x=2&flag")
            #expect(event["queryStringParameters"] == ["x": "1,2", "y": "ü z", "flag": ""])
            #expect(event["cookies"] == ["a=1", "b=2"])
            #expect(event["headers"]?["x-two"] == "1,2")
            #expect(event["headers"]?["content-type"] == "application/json; charset=utf-8")
            #expect(event["headers"]?["cookie"] == nil)
            #expect(event["headers"]?["host"]?.string?.hasPrefix("127.0.0.1:") == true)
            #expect(event["headers"]?["x-forwarded-proto"] == "http")
            #expect(event["body"] == #"{"k":"ü"}"#)
            #expect(event["isBase64Encoded"] == false)
            let context = event["requestContext"]
            #expect(context?["http"]?["method"] == "POST")
            #expect(context?["http"]?["path"] == "/a%20b/c")
            #expect(context?["http"]?["sourceIp"] == "127.0.0.1")
            #expect(context?["http"]?["userAgent"] == "test")
            #expect(context?["stage"] == "$default")
            #expect(context?["requestId"]?.string?.count == 36)
            #expect(context?["time"]?.string?.wholeMatch(of: /\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000/) != nil)
            #expect(context?["timeEpoch"]?.int ?? 0 > 1_700_000_000_000)
        }
    }

    @Test("a request without body, query and cookies has none in its event")
    func bare() async throws {
        try await withURL("echo") { url in
            let event = try await HTTPClient.shared.get(url).json()
            #expect(event["rawPath"] == "/")
            #expect(event["rawQueryString"] == "")
            for name in ["body", "cookies", "queryStringParameters"] { #expect(event[name] == nil) }
            #expect(event["isBase64Encoded"] == false)
        }
    }

    @Test(
        "a body that is no text goes as Base64", arguments: ["application/octet-stream", "application/x-www-form-urlencoded", "text/plain"])
    func binary(type: String) async throws {
        try await withURL("echo") { url in
            let request = HTTPRequest(.put, url, headers: ["Content-Type": type], body: [0xFF, 0x00])
            let event = try await HTTPClient.shared.send(request).json()
            #expect(event["body"] == "/wA=")
            #expect(event["isBase64Encoded"] == true)
        }
    }

    @Test("the function's version is in its environment, and its answer is the response", arguments: [("1", 200), ("2", 500)])
    func version(version: String, status: Int) async throws {
        try await withURL("api", version: version) { url in
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == status)
            #expect(response.text == "version \(version)")
            #expect(response.headers["Content-Type"] == "application/json")
        }
    }

    @Test("an error of the function is a 502", arguments: ["throw", "exit3", "init_exit", "init_error"])
    func errors(behaviour: String) async throws {
        try await withURL(behaviour) { url in
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == 502)
            #expect(response.text == "Internal Server Error")
        }
    }

    @Test("a streamed answer with a prelude is taken apart")
    func streamed() async throws {
        try await withURL("stream") { url in
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == 418)
            #expect(response.headers["X-Tea"] == "pot")
            #expect(response.headers["Set-Cookie"] == "a=b")
            #expect(response.text == "short and stout")
        }
    }

    @Test("a body that can't become an event is a 413, and the function lives on")
    func tooLarge() async throws {
        try await withURL("echo") { url in
            let body = [UInt8](repeating: 0xFF, count: 5 * 1024 * 1024)
            for body in [body, body + body] {
                let response = try await HTTPClient.shared.send(HTTPRequest(.post, url, body: body))
                #expect(response.status == 413)
            }
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == 200)
        }
    }

    @Test("a request for another host is refused")
    func host() async throws {
        try await withURL("echo") { url in
            let response = try await HTTPClient.shared.get(url, headers: ["Host": "evil.example"])
            #expect(response.status == 403)
        }
    }

    @Test("a response that may have no body has none, and the connection goes on")
    func bodyless() async throws {
        try await withURL("echo") { url in
            let head = try await HTTPClient.shared.send(HTTPRequest(.head, url))
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.headers["Content-Length"] != "0")
            let get = try await HTTPClient.shared.get(url)
            #expect(get.status == 200)
        }
        try await withURL("no_content") { url in
            for _ in 0..<3 {
                let response = try await HTTPClient.shared.get(url)
                #expect(response.status == 204)
                #expect(response.body.isEmpty)
            }
        }
    }

    @Test("garbage on the wire does no harm")
    func garbage() async throws {
        let script = """
            import os, random, socket, sys
            port = int(sys.argv[1].split(":")[2].strip("/"))
            heads = [b"", b"GET / HTTP/1.1\\r\\n", b"POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n",
                     b"POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n", b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX: "]
            for number in range(200):
                with socket.create_connection(("127.0.0.1", port)) as connection:
                    try:
                        connection.sendall(heads[number % len(heads)] + os.urandom(random.randrange(2000)))
                    except ConnectionError:
                        pass
            """
        try await withURL("echo") { url in
            _ = try await Python.output(of: ["-c", script, url])
            let response = try await HTTPClient.shared.get(url)
            #expect(response.status == 200)
        }
    }
}
