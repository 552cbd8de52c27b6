import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An HTTP/1.1 server on a free loopback port that does what a script says, wrong things included: for faults that no real server
/// produces on demand. One thread a connection.
public final class ScriptedServer: Sendable {
    /// A request as it came.
    public struct Request: Sendable {
        /// The method.
        public var method: String
        /// The path, with its query.
        public var path: String
        /// Names in lower case.
        public var headers: [String: String]
        /// The body, out of its chunks.
        public var body: [UInt8]
        /// Names in lower case.
        public var trailers: [String: String]
        /// Which of the server's connections it came over, counted from 0.
        public var connection: Int

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What the server does with a request.
    public enum Reaction: Sendable {
        /// Answers with a `Content-Length`.
        case respond(Int, headers: [(String, String)] = [], body: [UInt8] = [])
        /// Sends these bytes; the connection stays open.
        case raw([UInt8])
        /// Sends these bytes, then closes the connection.
        case rawThenClose([UInt8])
        /// Closes the connection with a TCP reset.
        case reset
        /// Sends these bytes one by one, five a second.
        case drip([UInt8])
        /// Says nothing until the server stops.
        case hold

        /// Answers with a text.
        public static func respond(_ status: Int, _ text: String) -> Reaction { .respond(status, body: Array(text.utf8)) }
    }

    /// The port it listens on.
    public let port: UInt16
    private let listener: Int32
    private let script: @Sendable (Request) -> Reaction
    private let interruption: @Sendable (Request) -> Reaction?
    private let resetsConnection: @Sendable (Int) -> Bool
    private let connections = Mutex<[Int32]>([])
    private let isStopped = Atomic(false)

    /// Host and port.
    public var address: String { "127.0.0.1:\(port)" }
    /// Its URL, without a path.
    public var url: String { "http://\(address)" }

    /// A server that listens from now on until ``stop()``, on a free port unless one is given.
    ///
    /// - Parameters:
    ///   - resetsConnection: Whether to reset a connection, by its number, before anything is read.
    ///   - interruption: What to do with a request before its body is read; `nil` to read on.
    ///   - script: What to do with a request.
    public init(
        port: UInt16 = 0, resetsConnection: @escaping @Sendable (Int) -> Bool = { _ in false },
        interruption: @escaping @Sendable (Request) -> Reaction? = { _ in nil },
        _ script: @escaping @Sendable (Request) -> Reaction
    ) throws {
        (listener, self.port) = try Self.listen(on: port)
        self.script = script
        self.interruption = interruption
        self.resetsConnection = resetsConnection
        Self.thread { self.accept() }
    }

    /// Closes everything.
    public func stop() {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        shutdown(listener, Int32(SHUT_RDWR))
        connections.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    /// A port on which nobody listens.
    public static func closedPort() throws -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    private static func listen(on port: UInt16 = 0) throws -> (Int32, UInt16) {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && Self.listenOn(descriptor) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard result else { throw SocketError(errno: errno) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func listenOn(_ descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            Darwin.listen(descriptor, 64)
        #elseif canImport(Glibc)
            Glibc.listen(descriptor, 64)
        #else
            Musl.listen(descriptor, 64)
        #endif
    }

    private func accept() {
        var number = 0
        while true {
            let connection = acceptConnection()
            guard connection >= 0 else { break }
            var on: Int32 = 1
            setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            connections.withLock { $0.append(connection) }
            Self.thread { [number] in self.serve(connection, number) }
            number += 1
        }
        close(listener)
    }

    private func acceptConnection() -> Int32 {
        #if canImport(Darwin)
            Darwin.accept(listener, nil, nil)
        #elseif canImport(Glibc)
            Glibc.accept(listener, nil, nil)
        #else
            Musl.accept(listener, nil, nil)
        #endif
    }

    private func serve(_ connection: Int32, _ number: Int) {
        var reader = Reader(descriptor: connection)
        let isReset = resetsConnection(number)
        if isReset { Self.resetAtClose(connection) }
        defer {
            connections.withLock { $0.removeAll { $0 == connection } }
            close(connection)
        }
        guard !isReset else { return }
        while !isStopped.load(ordering: .sequentiallyConsistent), let request = reader.head(number) {
            guard let reaction = interruption(request) ?? reader.whole(request).map(script) else { return }
            switch reaction {
            case .respond(let status, let headers, let body):
                var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n"
                for (name, value) in headers { head += "\(name): \(value)\r\n" }
                send(Array((head + "\r\n").utf8) + (request.method == "HEAD" ? [] : body), to: connection)
                if headers.contains(where: { $0.0 == "Connection" && $0.1 == "close" }) { return }
            case .raw(let bytes): send(bytes, to: connection)
            case .rawThenClose(let bytes): return send(bytes, to: connection)
            case .drip(let bytes):
                for byte in bytes where !isStopped.load(ordering: .sequentiallyConsistent) {
                    send([byte], to: connection)
                    usleep(200_000)
                }
            case .reset: return Self.resetAtClose(connection)
            case .hold: continue
            }
        }
    }

    private static func resetAtClose(_ connection: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    private func send(_ bytes: [UInt8], to connection: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while let base = rest.baseAddress, !rest.isEmpty {
                #if canImport(Darwin)
                    let sent = Darwin.send(connection, base, rest.count, 0)
                #elseif canImport(Glibc)
                    let sent = Glibc.send(connection, base, rest.count, Int32(MSG_NOSIGNAL))
                #else
                    let sent = Musl.send(connection, base, rest.count, MSG_NOSIGNAL)
                #endif
                guard sent > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
            }
        }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        final class Box { let body: @Sendable () -> Void; init(_ body: @escaping @Sendable () -> Void) { self.body = body } }
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        pthread_create(
            &thread, nil,
            { context in
                let context: UnsafeMutableRawPointer? = context
                if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }
}

/// A socket call that failed.
public struct SocketError: Error {
    /// The system's number for the cause.
    public let errno: Int32
}

/// Takes requests off a connection.
private struct Reader {
    let descriptor: Int32
    var buffer: [UInt8] = []

    /// The next request without its body.
    mutating func head(_ connection: Int) -> ScriptedServer.Request? {
        guard let head = line(until: "\r\n\r\n") else { return nil }
        var lines = head.split(separator: "\r\n").map(String.init)
        guard !lines.isEmpty else { return nil }
        let start = lines.removeFirst().split(separator: " ").map(String.init)
        guard start.count == 3 else { return nil }
        return ScriptedServer.Request(
            method: start[0], path: start[1], headers: Self.fields(lines), body: [], trailers: [:], connection: connection)
    }

    /// The request with its body.
    mutating func whole(_ request: ScriptedServer.Request) -> ScriptedServer.Request? {
        var request = request
        if request.headers["transfer-encoding"] == "chunked" {
            while true {
                guard let size = line(until: "\r\n").flatMap({ Int($0, radix: 16) }) else { return nil }
                if size == 0 { break }
                guard let chunk = bytes(size + 2) else { return nil }
                request.body += chunk.dropLast(2)
            }
            var trailers: [String] = []
            while let field = line(until: "\r\n"), !field.isEmpty { trailers.append(field) }
            request.trailers = Self.fields(trailers)
        } else if let length = request.headers["content-length"].flatMap({ Int($0) }) {
            guard let body = bytes(length) else { return nil }
            request.body = body
        }
        return request
    }

    private static func fields(_ lines: [String]) -> [String: String] {
        var fields: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        return fields
    }

    private mutating func line(until end: String) -> String? {
        let end = Array(end.utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                let line = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
                buffer.removeSubrange(..<range.upperBound)
                return line
            }
            guard fill() else { return nil }
        }
    }

    private mutating func bytes(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard fill() else { return nil } }
        defer { buffer.removeSubrange(..<count) }
        return Array(buffer[..<count])
    }

    private mutating func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }
}
