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

        private let owner: Owner

        init(buffer: ResponseBuffer) { owner = Owner(buffer) }

        /// The pieces from here on.
        public func makeAsyncIterator() -> Iterator { Iterator(body: self) }

        /// Hands out one piece after the other.
        public struct Iterator: AsyncIteratorProtocol {
            let body: Body

            /// The next piece, or `nil` at the end.
            ///
            /// - Throws: ``HTTPError`` when the body breaks off.
            public mutating func next(isolation: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
                try await body.owner.buffer.next()
            }

            /// The next piece, or `nil` at the end.
            ///
            /// - Throws: ``HTTPError`` when the body breaks off.
            public mutating func next() async throws(HTTPError) -> [UInt8]? {
                try await body.owner.buffer.next()
            }
        }
    }
}
