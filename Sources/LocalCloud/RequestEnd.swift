internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import Synchronization

/// Remembers how the last request of a connection ended, which Hummingbird's request body doesn't tell: in full or cut off, and with
/// which trailers.
final class RequestEnd: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    enum Status: Sendable {
        case cutOff
        case complete(trailers: HTTPFields)
    }

    private let state = Mutex(Status.cutOff)

    var status: Status { state.withLock { $0 } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: state.withLock { $0 = .cutOff }
        case .body: break
        case .end(let trailers): state.withLock { $0 = .complete(trailers: trailers ?? [:]) }
        }
        context.fireChannelRead(data)
    }
}

extension LoopbackServer.Connection {
    /// How the request ended; to be asked when its body has been read.
    func requestEnd() async throws -> RequestEnd.Status {
        try await channel.pipeline.handler(type: RequestEnd.self).get().status
    }
}
