internal import NIOCore

/// Runs tasks on a thread of NIO's. A server's tasks that run where its connections are handled are not handed from thread to thread and back
/// for each request.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
