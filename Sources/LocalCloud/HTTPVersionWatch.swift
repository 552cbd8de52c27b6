internal import NIOCore
internal import NIOHTTP1

/// Sees to what only the head of a request as it came tells: a connection of HTTP/1.0 ends with the answer, unless the client wants to keep
/// it, and a request with several `Host` fields has none that counts.
final class HTTPVersionWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Whether the client must be told that the connection stays, of each request that is not yet answered.
    private var mustTell: [Bool] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let wishes = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        let isOld = head.version.major < 1 || (head.version.major == 1 && head.version.minor == 0)
        let stays = isOld && wishes.contains("keep-alive")
        mustTell.append(stays)
        if wishes.contains("close") || (isOld && !stays) {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        if head.headers["host"].count > 1 { head.headers.replaceOrAdd(name: "Host", value: "") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), head.status.code >= 200, !mustTell.isEmpty, mustTell.removeFirst(),
            head.headers["connection"].isEmpty
        else { return context.write(data, promise: promise) }
        head.headers.add(name: "Connection", value: "keep-alive")
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
