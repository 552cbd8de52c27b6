internal import NIOCore

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Stops accepting connections for a moment when the process has no descriptor left for one. NIO by itself asks again at once, and goes on
/// asking for as long as a client waits, which takes a whole core.
final class AcceptPause: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private static let length = TimeAmount.milliseconds(100)

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        let channel = context.channel
        // Takes effect at once, since this is the channel's own thread. A server that was closed meanwhile has nothing to go on with.
        channel.setOption(.autoRead, value: false).whenFailure { _ in }
        channel.eventLoop.scheduleTask(in: Self.length) { channel.setOption(.autoRead, value: true).whenFailure { _ in } }
    }
}
