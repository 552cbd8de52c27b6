internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
internal import Synchronization

/// Does what Hummingbird leaves out on a connection: answers `Expect: 100-continue`, lest clients wait a second before they send a large
/// body, and remembers how the last request ended, in full or cut off, and with which trailers.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    enum RequestEnd: Sendable {
        case cutOff
        case complete(trailers: HTTPFields)
    }

    private let state = Mutex(RequestEnd.cutOff)

    var requestEnd: RequestEnd { state.withLock { $0 } }

    func handlerAdded(context: ChannelHandlerContext) {
        // What is told of a request from here on has no version any more.
        guard let codec = try? context.pipeline.syncOperations.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try? context.pipeline.syncOperations.addHandler(HTTPVersionWatch(), position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            state.withLock { $0 = .cutOff }
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body: break
        case .end(let trailers): state.withLock { $0 = .complete(trailers: trailers ?? [:]) }
        }
        context.fireChannelRead(data)
    }
}

extension LoopbackServer.Connection {
    /// How the request ended; to be asked when its body has been read.
    func requestEnd() async throws -> ConnectionWatch.RequestEnd {
        try await channel.pipeline.handler(type: ConnectionWatch.self).get().requestEnd
    }
}
