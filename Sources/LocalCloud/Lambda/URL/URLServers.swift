internal import Synchronization

/// The servers of Function URLs, each on a port of its own.
final class URLServers: Sendable {
    private let tasks: TaskScope
    /// By the URL's id; finishing one ends the server.
    private let servers = Mutex<[String: AsyncStream<Never>.Continuation]>([:])

    init(_ tasks: TaskScope) { self.tasks = tasks }

    /// Opens a server and tells its port.
    ///
    /// - Parameter port: The port that it should have; another is taken where that one is not free, or when it is 0.
    /// - Throws: Why there is no port.
    func open(_ id: String, port: Int, _ handler: @escaping LoopbackServer.Handler) async throws -> Int {
        if port != 0, let port = try? await start(id, port: port, handler) { return port }
        return try await start(id, port: 0, handler)
    }

    /// How many servers there are.
    var count: Int { servers.withLock(\.count) }

    /// Ends the server of a URL.
    func close(_ id: String) {
        servers.withLock { $0.removeValue(forKey: id) }?.finish()
    }

    private func start(_ id: String, port: Int, _ handler: @escaping LoopbackServer.Handler) async throws -> Int {
        let (ports, listening) = AsyncThrowingStream.makeStream(of: Int.self)
        let (life, end) = AsyncStream.makeStream(of: Never.self)
        let isAccepted = tasks.start {
            do {
                try await LoopbackServer.run(port: port, isLight: true, handler) { port in
                    listening.yield(port)
                    // Ends with the URL or with the task.
                    for await _ in life {}
                }
                listening.finish()
            } catch {
                listening.finish(throwing: error)
            }
        }
        guard isAccepted, let port = try await ports.first(where: { _ in true }) else { throw InvokeError.cloudClosed }
        servers.withLock { $0.updateValue(end, forKey: id) }?.finish()
        return port
    }
}
