import HTTPTransport
import TestSupport
import Testing

/// What the client makes of peers that misbehave.
struct FaultTests {
    private let client = HTTPClient.shared

    private func error(_ request: HTTPRequest) async -> HTTPError? {
        do {
            _ = try await client.send(request)
            return nil
        } catch { return error }
    }

    private func error(reaction: ScriptedServer.Reaction, _ change: (inout HTTPRequest) -> Void = { _ in }) async throws -> HTTPError? {
        let server = try ScriptedServer { _ in reaction }
        defer { server.stop() }
        var request = HTTPRequest(.get, "\(server.url)/path?token=secret")
        change(&request)
        return await error(request)
    }

    /// A request without a time limit: on a busy machine a test may be kept waiting for longer than any.
    private func unhurried(_ url: String) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.timeout = nil
        return request
    }

    @Test("a host that does not resolve is an error of its own, with the host")
    func resolve() async {
        let error = await error(HTTPRequest(.get, "http://no-such-host.invalid/"))
        #expect(error?.kind == .resolve)
        #expect(error?.description.contains("no-such-host.invalid") == true)
    }

    @Test("a port where nobody listens is a failure to connect")
    func refused() async throws {
        #expect(await error(HTTPRequest(.get, "http://127.0.0.1:\(try ScriptedServer.closedPort())/"))?.kind == .connect)
    }

    @Test(
        "a connection that breaks before, within or instead of the answer is lost",
        arguments: [
            ScriptedServer.Reaction.reset, .rawThenClose([]), .rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8)),
            .rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".utf8)),
        ])
    func lost(reaction: ScriptedServer.Reaction) async throws {
        #expect(try await error(reaction: reaction)?.kind == .connectionLost)
    }

    @Test("a HEAD request with a body, for whose answer nobody could wait, is refused")
    func headWithBody() async {
        #expect(await error(HTTPRequest(.head, "http://127.0.0.1:9/", body: [1]))?.kind == .invalidRequest)
    }

    @Test(
        "a password that is not encoded does not get into an error",
        arguments: ["http://user:s/ecret@host/", "https://user:s?ecret@host/", "http://user:s#ecret@host/", "http://user:se@cret@host/"])
    func password(url: String) async {
        let error = await error(HTTPRequest(.get, url))
        #expect(error?.kind == .invalidRequest)
        #expect(error.map { !"\($0)".contains("user") && !"\($0)".contains("ecret") } == true, "\(error as Any)")
    }

    @Test(
        "a password that begins like a port does not get into an error either, and what is a port stays",
        arguments: [
            ("http://user:12/34@host/", "http://…"), ("http://user:12?34@host/", "http://…"), ("https://user:12#34@host", "https://…"),
            ("http://host:12/34", "http://host:12/34"), ("http://host:12/34?mail=a@b", "http://host:12/34"),
            ("https://host/@scope/name", "https://host/@scope/name"), ("http://[::1]:12/", "http://[::1]:12/"),
        ])
    func passwordOrPort(url: String, shown: String) {
        #expect(HTTPError(kind: .connect, url: url, cause: "").url == shown)
    }

    @Test("no text of a request shows its headers, its query or its body")
    func requestTexts() {
        let request = HTTPRequest(
            .post, "https://user:hidden@host/path?token=hidden", headers: ["Authorization": "hidden"], body: Array("hidden".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        #expect(dumped == "- POST https://host/path\n")
        #expect("\(request)" == "POST https://host/path" && String(reflecting: request) == "\(request)")
        #expect("\([request])" == "[POST https://host/path]" && Mirror(reflecting: request).children.isEmpty)
    }

    @Test("redirects without end are followed for a while, whatever the limit")
    func endlessRedirects() async throws {
        let error = try await error(reaction: .respond(302, headers: [("Location", "/")])) {
            $0.maximumRedirects = .max
            $0.timeout = nil
        }
        #expect(error?.kind == .protocolError)
    }

    @Test("what is not HTTP is a protocol error")
    func notHTTP() async throws {
        #expect(try await error(reaction: .rawThenClose(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)))?.kind == .protocolError)
    }

    @Test("an answer that does not come in time is a timeout of the whole")
    func timeout() async throws {
        let error = try await error(reaction: .hold) { $0.timeout = .seconds(2) }
        #expect(error?.kind == .timeout)
    }

    @Test("a connection that does not come in time is a timeout of connecting")
    func connectTimeout() async throws {
        // A server that accepts the connection and never shakes hands.
        let server = try ScriptedServer { _ in .hold }
        defer { server.stop() }
        var request = HTTPRequest(.get, "https://\(server.address)/")
        request.connectTimeout = .milliseconds(50)
        let error = await error(request)
        #expect(error?.kind == .connectTimeout)
    }

    @Test("a time limit of the whole that ends a connection which does not come is called by its name")
    func timeoutWhileConnecting() async throws {
        let server = try ScriptedServer { _ in .hold }
        defer { server.stop() }
        var request = HTTPRequest(.get, "https://\(server.address)/")
        request.timeout = .milliseconds(50)
        #expect(await error(request)?.kind == .timeout)
    }

    @Test("which limit ended a request is known after a redirect, too")
    func timeoutAfterRedirect() async throws {
        let silent = try ScriptedServer { _ in .hold }
        defer { silent.stop() }
        let error = try await error(reaction: .respond(302, headers: [("Location", "https://\(silent.address)/")])) {
            $0.maximumRedirects = 1
            $0.timeout = nil
            $0.connectTimeout = .milliseconds(500)
        }
        #expect(error?.kind == .connectTimeout)
    }

    @Test("header fields without an end are refused")
    func endlessHeaders() async throws {
        let line = "X-Long: " + String(repeating: "a", count: 60_000) + "\r\n"
        let flood = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 10) + "\r\n"
        #expect(try await error(reaction: .rawThenClose(Array(flood.utf8)))?.kind == .tooLarge)
    }

    @Test("a body announced as too large is refused before it comes, one that lies when it does")
    func tooLarge() async throws {
        let announced = try await error(reaction: .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".utf8)))
        #expect(announced?.kind == .tooLarge)
        let chunk = "2000\r\n" + String(repeating: "a", count: 0x2000) + "\r\n"
        let lying = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 3)
        let discovered = try await error(reaction: .raw(Array(lying.utf8))) { $0.maximumResponseBytes = 10_000 }
        #expect(discovered?.kind == .tooLarge)
        #expect(discovered?.cause.contains("10000") == true)
    }

    @Test("a HEAD request may be told of any length")
    func headOfLargeBody() async throws {
        let server = try ScriptedServer { _ in .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".utf8)) }
        defer { server.stop() }
        #expect(try await client.head(server.url).headers["content-length"] == "100000000")
    }

    @Test("cancelling the task ends the request at once")
    func cancellation() async throws {
        let server = try ScriptedServer { _ in .hold }
        defer { server.stop() }
        let task = Task { await error(HTTPRequest(.get, server.url)) }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)

        let begun = AsyncStream.makeStream(of: Void.self)
        let other = try ScriptedServer { _ in
            begun.continuation.yield()
            return .hold
        }
        defer { other.stop() }
        let late = Task { await error(HTTPRequest(.get, other.url)) }
        for await _ in begun.stream { break }
        late.cancel()
        #expect(await late.value?.kind == .cancelled)
    }

    @Test("a streamed body that breaks off throws instead of ending")
    func brokenStream() async throws {
        let server = try ScriptedServer { _ in .rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".utf8)) }
        defer { server.stop() }
        let response = try await client.stream(unhurried(server.url))
        await #expect(throws: HTTPError.Kind.connectionLost) {
            try await kind { for try await _ in response.body {} }
        }
    }

    @Test("cancelling the task that reads a streamed body ends it")
    func cancelledStream() async throws {
        let server = try ScriptedServer { _ in .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".utf8)) }
        defer { server.stop() }
        let response = try await client.stream(unhurried(server.url))
        let task = Task { () -> HTTPError? in
            do throws(HTTPError) {
                var pieces = response.body.makeAsyncIterator()
                while let _ = try await pieces.next() {}
                return nil
            } catch { return error }
        }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }

    @Test(
        "a request that would smuggle something is refused before it is sent",
        arguments: [
            HTTPRequest(.get, "http://127.0.0.1/a b"), HTTPRequest(.get, "http://127.0.0.1/\r\nX: y"),
            HTTPRequest(.get, "ftp://127.0.0.1/"),
            HTTPRequest(.get, "file:///etc/passwd"), HTTPRequest(.get, "127.0.0.1/"), HTTPRequest(.get, ""), HTTPRequest(.get, "http://"),
            HTTPRequest(HTTPMethod(rawValue: "GET /x HTTP/1.1\r\nX:"), "http://127.0.0.1/"),
            HTTPRequest(HTTPMethod(rawValue: ""), "http://127.0.0.1/"),
            HTTPRequest(.get, "http://127.0.0.1/", headers: ["X": "a\r\nY: b"]),
            HTTPRequest(.get, "http://127.0.0.1/", headers: ["X: y\r\nZ": ""]),
            HTTPRequest(.get, "http://127.0.0.1/", headers: ["X": "a\0b"]), HTTPRequest(.get, "http://127.0.0.1:99999/"),
        ])
    func smuggling(request: HTTPRequest) async {
        #expect(await error(request)?.kind == .invalidRequest)
    }

    @Test("a redirect to another scheme is not followed")
    func redirectToFile() async throws {
        let error = try await error(reaction: .respond(302, headers: [("Location", "file:///etc/passwd")])) { $0.maximumRedirects = 3 }
        #expect(error != nil)
    }

    @Test("an error shows neither query nor password")
    func secrets() async throws {
        let port = try ScriptedServer.closedPort()
        let error = await error(HTTPRequest(.get, "http://user:password@127.0.0.1:\(port)/path?token=secret#secret"))
        #expect(error?.url == "http://127.0.0.1:\(port)/path")
        for text in ["\(error.debugDescription)", error?.cause ?? ""] {
            #expect(!text.contains("secret") && !text.contains("password"))
        }
    }
}
