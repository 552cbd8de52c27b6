internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// An HTTP/1.1 server on 127.0.0.1, for the length of a closure.
enum LoopbackServer {
    typealias Handler = @Sendable (_ request: Request, _ connection: Connection) async throws -> Response

    /// Somebody else listens on the port.
    struct PortTaken: Error, CustomStringConvertible {
        let port: Int

        var description: String { "The port \(port) is taken by another program. End that, or take another port; 0 is one that is free." }
    }

    /// The connection that a request came on.
    struct Connection: InitializableFromSource, Sendable {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    /// Runs a server for the length of the closure. When that is over, requests in hand have a second to be answered.
    ///
    /// - Parameters:
    ///   - address: Another address of this machine's own network 127/8. The server then answers for that one only.
    ///   - port: The port, 0 for one that is free.
    ///   - idleTime: How long a connection may wait for its client: for a request, or for the rest of one.
    ///   - isLight: Whether requests are answered quickly, or wait: they are then handled on one of NIO's threads, which others share.
    /// - Throws: What the closure throws, or why there is no server.
    static func run<Result>(
        address: String? = nil, port: Int = 0, idleTime: Duration? = .seconds(60), isLight: Bool = false, _ handler: @escaping Handler,
        _ body: (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let loop = isLight ? EventLoopGroupProvider.singleton.eventLoopGroup.next() : nil
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "LocalCloud") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: CallbackResponder<Connection> { request, connection in
                guard request.head.authority?.isEmpty == false else {
                    return .text(.badRequest, "A request must have one Host field.\n")
                }
                let isMeant = address.map { request.head.authority?.prefix { $0 != ":" } == $0[...] } ?? isLoopback(request.head.authority)
                guard isMeant else {
                    return .text(.forbidden, "This server answers only to requests for \(address ?? "127.0.0.1 or localhost").\n")
                }
                let response = try await handler(request, connection)
                return request.method == .head ? response.createHeadResponse() : response
            },
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ConnectionWatch()], idleTimeout: idleTime.map(TimeAmount.init))),
            configuration: .init(address: .hostname(address ?? "127.0.0.1", port: port)),
            onServerRunning: { channel in
                try? await channel.pipeline.addHandler(AcceptPause(), position: .first).get()
                if let port = channel.localAddress?.port { running.yield(port) }
            },
            eventLoopGroupProvider: loop.map { .shared($0) } ?? .singleton, logger: logger)
        var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        // Not a child task: a server that is cancelled, and not shut down, drops connections that it has just accepted, and NIO traps then.
        let server = Task(executorPreference: loop.map(EventLoopExecutor.init)) {
            defer { running.finish() }
            try await group.run()
        }
        do {
            guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
            let result = try await body(port)
            await group.triggerGracefulShutdown()
            _ = await server.result
            return result
        } catch {
            await group.triggerGracefulShutdown()
            // Where the server itself failed, that is the reason.
            do { try await server.value } catch let error as IOError where error.errnoCode == EADDRINUSE { throw PortTaken(port: port) }
            throw error
        }
    }

    /// Whether a `Host` header names this machine. A page of another site that had its own name resolved to 127.0.0.1 ("DNS rebinding")
    /// sends that name.
    static func isLoopback(_ authority: String?) -> Bool {
        guard let authority else { return false }
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }.lowercased()
        // Names below localhost are nobody else's (RFC 6761): S3's buckets are such.
        return host == "127.0.0.1" || host == "localhost" || host.hasSuffix(".localhost")
    }
}

extension HTTPFields {
    /// The value of the field of this name, in whatever case.
    subscript(name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { if let name = HTTPField.Name(name) { self[name] = newValue } }
    }
}

extension Request {
    /// The whole body, or `nil` when it is larger than `limit` bytes, or says that it will be.
    func bytes(upTo limit: Int) async throws -> [UInt8]? {
        if let length = headers[.contentLength], Int(length) ?? .max > limit { return nil }
        var bytes: [UInt8] = []
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= limit else { return nil }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }
}

extension Response {
    static func json(_ status: HTTPResponse.Status, _ body: [UInt8], contentType: String = "application/json") -> Response {
        Response(status: status, headers: [.contentType: contentType], body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(status: status, headers: [.contentType: "text/plain; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
