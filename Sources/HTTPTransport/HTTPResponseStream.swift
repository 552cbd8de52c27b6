/// The beginning of a response whose body is still coming.
public struct HTTPResponseStream: Sendable {
    /// The status code, such as 200.
    public var status: Int
    /// The header fields of the last response, where redirects were followed.
    public var headers: HTTPHeaders
    /// The body, in pieces. It can be gone through once; letting go of it ends the request.
    public var body: Body

    /// Whether the status is one of 200 to 299.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// A body as a sequence of pieces, decompressed, in the sizes that the network yields.
    ///
    /// At most about 256 KiB wait to be taken; then the server has to wait.
    public struct Body: AsyncSequence, Sendable {
        private final class Owner: Sendable {
            let buffer: ResponseBuffer
            init(_ buffer: ResponseBuffer) { self.buffer = buffer }
            deinit { buffer.abandon() }
        }

        private enum Source {
            case transfer(Owner)
            /// A whole body, for tests.
            case piece([UInt8])
        }

        private let source: Source

        init(buffer: ResponseBuffer) { source = .transfer(Owner(buffer)) }

        init(_ bytes: [UInt8]) { source = .piece(bytes) }

        /// The pieces from here on.
        public func makeAsyncIterator() -> Iterator { Iterator(body: self) }

        private nonisolated(nonsending) func next(isFirst: Bool) async throws(HTTPError) -> [UInt8]? {
            switch source {
            case .transfer(let owner): try await owner.buffer.next()
            case .piece(let bytes): isFirst && !bytes.isEmpty ? bytes : nil
            }
        }

        /// Hands out one piece after the other.
        public struct Iterator: AsyncIteratorProtocol {
            let body: Body
            private var isFirst = true

            init(body: Body) { self.body = body }

            /// The next piece, or `nil` at the end.
            ///
            /// - Throws: ``HTTPError`` when the body breaks off.
            public mutating func next(isolation: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
                defer { isFirst = false }
                return try await body.next(isFirst: isFirst)
            }

            /// The next piece, or `nil` at the end.
            ///
            /// - Throws: ``HTTPError`` when the body breaks off.
            public mutating func next() async throws(HTTPError) -> [UInt8]? {
                defer { isFirst = false }
                return try await body.next(isFirst: isFirst)
            }
        }
    }
}
