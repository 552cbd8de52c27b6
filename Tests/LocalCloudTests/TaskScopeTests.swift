import Synchronization
import Testing

@testable import LocalCloud

@Suite("Tasks of a closure")
struct TaskScopeTests {
    @Test("tasks are cancelled and awaited when the closure is over, and none start after it")
    func end() async {
        let ended = Gate()
        let leaked = await TaskScope.run { scope in
            let started = Gate()
            let isAccepted = scope.start {
                started.open()
                // Ends only by cancellation.
                for await _ in AsyncStream<Never>.makeStream().stream {}
                ended.open()
            }
            #expect(isAccepted)
            await started.wait()
            return scope
        }
        await ended.wait()
        #expect(!leaked.start {})
    }

    @Test("a task that was accepted runs, even when everything is cancelled at once")
    func cancelled() async {
        let ran = Mutex(0)
        await Task {
            await TaskScope.run { scope in
                withUnsafeCurrentTask { $0?.cancel() }
                for _ in 0..<100 { #expect(scope.start { ran.withLock { $0 += 1 } }) }
            }
        }.value
        #expect(ran.withLock { $0 } == 100)
    }
}
