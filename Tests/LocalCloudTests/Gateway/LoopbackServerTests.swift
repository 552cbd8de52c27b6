import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import LocalCloud

@Suite("the server on the loopback address")
struct LoopbackServerTests {
    @Test("a connection that sends nothing, or half a request, is closed after a while; one that waits for its answer is not")
    func idle() async throws {
        try await LoopbackServer.run(
            idleTime: .milliseconds(100),
            { _, _ in
                try await Task.sleep(for: .milliseconds(300))
                return .text(.ok, "late")
            }
        ) { port in
            for text in ["", "GET / HT", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"] {
                let answer = try await Self.answer(port, text)
                #expect(answer == "")
            }
            let late = try await Self.answer(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(late.hasSuffix("late"))
        }
    }

    @Test(
        "a connection of HTTP/1.0 ends with the answer, as does one whose client says so in whatever case; others stay",
        arguments: [
            ("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", 1), ("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Close\r\n\r\n", 1),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, close\r\n\r\n", 1),
            ("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: Keep-Alive\r\n\r\n", 2), ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 2),
        ])
    func versions(request: String, answers: Int) async throws {
        try await LoopbackServer.run(idleTime: .seconds(2), { _, _ in .text(.ok, "answer") }) { port in
            // The second request is answered where the first has not ended the connection.
            let answer = try await Self.answer(port, request + "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(answer.split(separator: "HTTP/1.1 200").count == answers, "\(answer)")
            #expect(answer.lowercased().contains("connection: keep-alive") == request.contains("Keep-Alive"))
        }
    }

    @Test(
        "a request without a Host field, or with several, is refused",
        arguments: ["", "Host:\r\n", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nhost: evil.example\r\n"])
    func hosts(fields: String) async throws {
        try await LoopbackServer.run({ _, _ in .text(.ok, "answer") }) { port in
            let answer = try await Self.answer(port, "GET / HTTP/1.1\r\n\(fields)Connection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
        }
    }

    /// What comes until the server closes the connection.
    private static func answer(_ port: Int, _ text: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = in_port_t(port).bigEndian
                address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
                let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                defer { close(socket) }
                let connected = withUnsafePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
                guard connected == 0 else { return continuation.resume(throwing: POSIXError(.init(rawValue: errno) ?? .EIO)) }
                _ = text.withCString { send(socket, $0, strlen($0), 0) }
                var bytes: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 4096)
                while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { bytes += buffer[..<count] }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}
