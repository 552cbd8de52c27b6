/// Tasks that outlive the call that started them, but not the closure they belong to.
struct TaskScope: Sendable {
    typealias Job = @Sendable () async -> Void

    private let jobs: AsyncStream<Job>.Continuation

    /// Runs the closure; when it is over, cancels the tasks that were started in it and waits for them.
    static func run<Result>(_ body: (TaskScope) async throws -> Result) async rethrows -> Result {
        let (jobs, scope) = AsyncStream.makeStream(of: Job.self)
        // Not a child task: cancelling us must not drop jobs that were accepted, since others wait for what they do.
        let host = Task {
            await withDiscardingTaskGroup { group in
                for await job in jobs { group.addTask(operation: job) }
                group.cancelAll()
            }
        }
        do {
            let result = try await body(TaskScope(jobs: scope))
            scope.finish()
            await host.value
            return result
        } catch {
            scope.finish()
            await host.value
            throw error
        }
    }

    /// Starts a task. Returns `false`, without starting it, when the closure is over.
    func start(_ job: @escaping Job) -> Bool {
        if case .enqueued = jobs.yield(job) { true } else { false }
    }
}
