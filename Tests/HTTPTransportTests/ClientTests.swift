import Foundation
import HTTPTransport
import JSONValue
import TestSupport
import Testing

/// The client against Python's HTTP server.
@Suite(.enabled(if: Python.has("http.server"), "needs Python 3"))
struct ClientTests {
    private let peer: ChildProcess
    private let url: String
    private let client = HTTPClient.shared

    init() async throws {
        peer = try ChildProcess(Python.process([Python.httpPeer]))
        url = "http://127.0.0.1:\(try #require(await peer.firstLine()))"
    }

    private func echo(_ request: HTTPRequest) async throws -> JSON {
        let response = try await client.send(request)
        #expect(response.status == 200)
        return try response.json()
    }

    /// A request without a time limit: on a busy machine a test may be kept waiting for longer than any.
    private func unhurried(_ url: String) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.timeout = nil
        return request
    }

    @Test(
        "a redirect is followed by the method that it asks for",
        arguments: [
            ("POST", 301, "GET"), ("POST", 302, "GET"), ("POST", 303, "GET"), ("PUT", 303, "GET"), ("DELETE", 303, "GET"),
            ("HEAD", 303, "HEAD"), ("POST", 307, "POST"), ("PUT", 302, "PUT"), ("PUT", 308, "PUT"), ("GET", 302, "GET"),
        ])
    func redirectedMethod(method: String, status: Int, expected: String) async throws {
        let server = try ScriptedServer { request in
            request.path == "/"
                ? .respond(status, headers: [("Location", "/there")])
                : .respond(200, headers: [("X-Seen", "\(request.method) \(request.text)")])
        }
        defer { server.stop() }
        var request = HTTPRequest(HTTPMethod(rawValue: method), server.url + "/", body: method.hasPrefix("P") ? Array("body".utf8) : nil)
        request.maximumRedirects = 3
        request.timeout = nil
        let keepsBody = method == expected && method.hasPrefix("P")
        #expect(
            try await client.send(request).headers["X-Seen"]
                == "\(expected) \(keepsBody ? "body" : "")".trimmingCharacters(in: .whitespaces))
    }

    @Test("what comes behind a body is no header field")
    func trailers() async throws {
        let text =
            "HTTP/1.1 200 OK\r\nX-Seen: good\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Seen: bad\r\nX-New: bad\r\n\r\n"
        let server = try ScriptedServer { _ in .raw(Array(text.utf8)) }
        defer { server.stop() }
        let response = try await client.get(server.url)
        #expect(response.headers["X-Seen"] == "good" && response.headers["X-New"] == nil && response.text == "body")
    }

    @Test("a body is called nothing that it was not called")
    func contentType() async throws {
        let server = try ScriptedServer { .respond(200, $0.headers["content-type"] ?? "none") }
        defer { server.stop() }
        #expect(try await client.post(server.url, body: [1, 2]).text == "none")
        #expect(try await client.post(server.url, body: [1, 2], headers: ["content-type": "image/png"]).text == "image/png")
    }

    @Test("every method arrives, with its body", arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"])
    func methods(method: String) async throws {
        let seen = try await echo(
            HTTPRequest(HTTPMethod(rawValue: method), "\(url)/echo?a=b%20c", body: method == "GET" ? nil : Array("däta".utf8)))
        #expect(seen["method"]?.string == method)
        #expect(seen["path"]?.string == "/echo?a=b%20c")
        let body = try #require(seen["body"]?.string)
        #expect(body.unicodeScalars.map { UInt8($0.value) } == (method == "GET" ? [] : Array("däta".utf8)))
    }

    @Test("the short forms send what they say")
    func shortForms() async throws {
        #expect(try await client.get("\(url)/echo").json()["method"] == "GET")
        #expect(try await client.post("\(url)/echo", body: [0x31]).json()["body"] == "1")
        #expect(try await client.put("\(url)/echo").json()["method"] == "PUT")
        #expect(try await client.patch("\(url)/echo").json()["method"] == "PATCH")
        #expect(try await client.delete("\(url)/echo").json()["method"] == "DELETE")
        let head = try await client.head("\(url)/bytes/10")
        #expect(head.isSuccess && head.body.isEmpty && head.headers["content-length"] == "10")
    }

    @Test("a JSON body is encoded, labelled and decoded")
    func json() async throws {
        struct Order: Codable, Equatable { var id: Int; var name: String }
        let response = try await client.post("\(url)/echo", json: Order(id: 7, name: "tea"))
        let seen = try response.json()
        #expect(seen["headers"]?.array?.contains(["Content-Type", "application/json"]) == true)
        let body = try #require(seen["body"]?.string)
        #expect(try JSON(parsing: body).decode(Order.self) == Order(id: 7, name: "tea"))
        struct Seen: Decodable { var method: String }
        #expect(try response.decode(Seen.self).method == "POST")
    }

    @Test("headers go out in order, repeated, empty and blank ones too, and nothing is added that waits for the server")
    func headers() async throws {
        var headers: HTTPHeaders = ["X-One": "1", "X-Empty": "", "X-Blank": " ", "X-Tab": "\t"]
        headers.add(name: "X-One", value: "2")
        let seen = try await echo(HTTPRequest(.post, "\(url)/echo", headers: headers, body: [UInt8](repeating: 65, count: 2_000_000)))
        let names = seen["headers"]?.array?.compactMap { $0[0]?.string } ?? []
        #expect(names.filter { $0 == "X-One" }.count == 2)
        for name in ["X-Empty", "X-Blank", "X-Tab"] { #expect(seen["headers"]?.array?.contains([.string(name), ""]) == true) }
        #expect(!names.contains("Expect"))
    }

    @Test("a status that is no success is a response, not an error", arguments: [204, 301, 404, 500, 503])
    func statuses(status: Int) async throws {
        let response = try await client.get("\(url)/status/\(status)")
        #expect(response.status == status)
        #expect(response.isSuccess == (status == 204))
    }

    @Test("the connection is kept for the next request")
    func keepAlive() async throws {
        var ports: Set<String> = []
        for _ in 0..<5 { ports.insert(try #require(try await client.get("\(url)/echo").headers["x-port"])) }
        #expect(ports.count == 1)
    }

    @Test("a compressed body is decompressed, and bounded by its size afterwards")
    func compression() async throws {
        #expect(try await client.get("\(url)/gzip").body.count == 100_000)
        var request = HTTPRequest(.get, "\(url)/gzip")
        request.maximumResponseBytes = 99_999
        await #expect(throws: HTTPError.Kind.tooLarge) { try await kind { try await client.send(request) } }
    }

    @Test("a thousand times more than was sent is refused, too")
    func decompressionBomb() async throws {
        await #expect(throws: HTTPError.Kind.tooLarge) { try await kind { try await client.send(unhurried("\(url)/bomb")) } }
    }

    @Test("a response over its bound is refused, at the bound it is not")
    func bound() async throws {
        var request = HTTPRequest(.get, "\(url)/bytes/1000")
        request.maximumResponseBytes = 1000
        #expect(try await client.send(request).body.count == 1000)
        request.maximumResponseBytes = 999
        await #expect(throws: HTTPError.Kind.tooLarge) { try await kind { try await client.send(request) } }
    }

    @Test("redirects are followed only when asked, and only so often")
    func redirects() async throws {
        #expect(try await client.get("\(url)/redirect").status == 302)
        var request = HTTPRequest(.get, "\(url)/redirect")
        request.maximumRedirects = 1
        #expect(try await client.send(request).json()["path"] == "/echo")
        request.url = "\(url)/loop"
        await #expect(throws: HTTPError.Kind.protocolError) { try await kind { try await client.send(request) } }
    }

    @Test("a streamed body comes in order and whole")
    func streaming() async throws {
        let response = try await client.stream(unhurried("\(url)/chunks"))
        #expect(response.isSuccess)
        var text = ""
        for try await piece in response.body { text += String(decoding: piece, as: UTF8.self) }
        #expect(text == "one two three")
    }

    @Test("a streamed body larger than what may wait is taken piece by piece")
    func backpressure() async throws {
        let response = try await client.stream(unhurried("\(url)/bytes/5000000"))
        var (total, largest) = (0, 0)
        for try await piece in response.body {
            total += piece.count
            largest = max(largest, piece.count)
        }
        #expect(total == 5_000_000)
        #expect(largest <= 512 * 1024)
    }

    @Test("letting go of a streamed body ends its request and disturbs no other")
    func abandonedStream() async throws {
        for _ in 0..<10 {
            let response = try await client.stream(unhurried("\(url)/bytes/5000000"))
            for try await _ in response.body { break }
        }
        #expect(try await client.get("\(url)/echo").isSuccess)
    }

    @Test("a hundred requests at once are all answered")
    func concurrency() async throws {
        let paths = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<100 {
                group.addTask { [client, url] in try await client.get("\(url)/echo?\(number)").json()["path"]?.string }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(paths == Set((0..<100).map { "/echo?\($0)" }))
    }
}

/// Runs `body` and throws the kind of its ``HTTPError``, so that tests can name it.
func kind<Value>(_ body: () async throws -> Value) async throws -> Value {
    do { return try await body() } catch let error as HTTPError { throw error.kind }
}

extension HTTPError.Kind: Error {}

extension Python {
    static let httpPeer = packageRoot.appending(path: "Tests/TestSupport/http_peer.py").path
}
