internal import Foundation
internal import Synchronization

/// The running instances of all functions. An event gets an instance that is idle, or a new one; instances stay warm for a while.
final class InstanceFleet: Sendable {
    /// How many processes there may be.
    struct Limits: Sendable {
        /// Of one version of a function. Events for which there is no instance then wait in line.
        var instancesPerVersion = 16
        /// Idle ones of all functions: beyond that the one that has been idle longest is ended.
        var idleInstances = 64
        /// How long an instance stays warm, in real time, as processes run.
        var idleTime = Duration.seconds(300)
    }

    /// Code and settings of a function that no instance of other code or settings may answer for.
    typealias Key = String

    /// An event has no instance, since the cloud is closed.
    struct Closed: Error {}

    private struct Idle {
        let instance: Instance
        let since: ContinuousClock.Instant
    }

    /// The instances of one key. Only to be touched with the lock held.
    private final class Pool {
        var instances: [ObjectIdentifier: Instance] = [:]
        /// The last one is the one that was used last.
        var idle: [Idle] = []
        var line: [CheckedContinuation<Instance?, Never>] = []
        var isRetired = false

        /// Takes an instance that asks for an event, or is about to: the time in which a process asks again after its answer.
        func takeIdle() -> Instance? {
            idle.removeAll { $0.instance.hasEnded }
            let now = ContinuousClock.now
            guard let place = idle.lastIndex(where: { $0.instance.isAsking || $0.since.duration(to: now) < .seconds(2) }) else {
                return nil
            }
            return idle.remove(at: place).instance
        }

        /// Takes any instance, which may be busy with something since its answer.
        func takeBusy() -> Instance? { idle.popLast()?.instance }
    }

    private struct State {
        var pools: [Key: Pool] = [:]

        mutating func pool(_ key: Key) -> Pool {
            if let pool = pools[key] { return pool }
            let pool = Pool()
            pools[key] = pool
            return pool
        }
    }

    private let host: FunctionHost
    private let limits: Limits
    private let state = Mutex(State())

    init(_ host: FunctionHost, _ limits: Limits = Limits()) {
        self.host = host
        self.limits = limits
    }

    /// Sends an event to an instance and waits for the answer.
    ///
    /// - Parameter logTail: Whether the end of the invocation's log is wanted.
    func invoke(
        _ key: Key, _ configuration: FunctionConfiguration, _ event: RuntimeAPI.Event, logTail: Bool = false
    ) async throws(Closed) -> (invocation: Invocation, log: [UInt8]?) {
        while !Task.isCancelled {
            let instance = try await acquire(key, configuration)
            let answer = await instance.invoke(event)
            // The next invocation may begin as soon as the instance is given back.
            let log = logTail ? instance.log.tail : nil
            release(key, instance)
            if case .answered(let invocation) = answer { return (invocation, log) }
        }
        throw Closed()
    }

    /// No new event will come for this key: ends its instances as soon as they are idle.
    func retire(_ key: Key) {
        let idle = state.withLock { state -> [Idle] in
            guard let pool = state.pools[key] else { return [] }
            pool.isRetired = true
            defer { pool.idle = [] }
            return pool.idle
        }
        for idle in idle { idle.instance.kill() }
    }

    /// Ends instances that have been idle for long.
    func endIdle() {
        let now = ContinuousClock.now
        let limit = limits.idleTime
        let due = state.withLock { state -> [Idle] in
            var due: [Idle] = []
            for pool in state.pools.values {
                // The first has been idle longest.
                let count = pool.idle.prefix { $0.since.duration(to: now) >= limit }.count
                due += pool.idle.prefix(count)
                pool.idle.removeFirst(count)
            }
            return due
        }
        for idle in due { idle.instance.kill() }
    }

    /// Kills every instance of this key and waits until they are gone.
    func stop(_ key: Key) async {
        let instances = state.withLock { $0.pools[key].map { Array($0.instances.values) } ?? [] }
        for instance in instances { await instance.stop() }
    }

    /// The logs of the instances that run for this key.
    func logs(_ key: Key) -> [InstanceLog] {
        state.withLock { $0.pools[key].map { $0.instances.values.map(\.log) } ?? [] }
    }

    /// How many instances run, of this key or of all.
    func count(_ key: Key? = nil) -> Int {
        state.withLock { state in
            if let key { state.pools[key]?.instances.count ?? 0 } else { state.pools.values.reduce(0) { $0 + $1.instances.count } }
        }
    }

    // MARK: Steps

    private func acquire(_ key: Key, _ configuration: FunctionConfiguration) async throws(Closed) -> Instance {
        let instance: Instance? = await withCheckedContinuation { continuation in
            let found = state.withLock { state -> Instance?? in
                let pool = state.pool(key)
                if let idle = pool.takeIdle() { return idle }
                guard pool.instances.count < limits.instancesPerVersion else {
                    if let busy = pool.takeBusy() { return busy }
                    pool.line.append(continuation)
                    return .none
                }
                return .some(start(key, configuration, pool))
            }
            if case .some(let instance) = found { continuation.resume(returning: instance) }
        }
        guard let instance else { throw Closed() }
        return instance
    }

    /// Gives an instance back: to the next event in line, or to be kept warm.
    private func release(_ key: Key, _ instance: Instance) {
        var surplus: [Idle] = []
        let next = state.withLock { state -> (CheckedContinuation<Instance?, Never>, Instance?)? in
            guard let pool = state.pools[key] else { return nil }
            let isUsable = pool.instances[ObjectIdentifier(instance)] != nil && !instance.hasEnded
            if !pool.line.isEmpty {
                return (pool.line.removeFirst(), isUsable ? instance : start(key, instance.configuration, pool))
            }
            guard isUsable else { return nil }
            let idle = Idle(instance: instance, since: .now)
            if pool.isRetired { surplus = [idle] } else { pool.idle.append(idle) }
            if let oldest = surplusIdle(state) { surplus.append(oldest) }
            return nil
        }
        if let next { next.0.resume(returning: next.1) }
        for idle in surplus { idle.instance.kill() }
    }

    /// Starts an instance. To be called with the lock held.
    private func start(_ key: Key, _ configuration: FunctionConfiguration, _ pool: Pool) -> Instance? {
        let instance = Instance(configuration, host)
        let isAccepted = host.processes.start { [weak self] in
            await instance.run()
            self?.hasEnded(key, instance)
        }
        guard isAccepted else { return nil }
        pool.instances[ObjectIdentifier(instance)] = instance
        return instance
    }

    /// An instance is gone. Where events wait in line, one of them gets a new instance.
    private func hasEnded(_ key: Key, _ instance: Instance) {
        let next = state.withLock { state -> (CheckedContinuation<Instance?, Never>, Instance?)? in
            guard let pool = state.pools[key] else { return nil }
            defer { if pool.instances.isEmpty, pool.line.isEmpty { state.pools[key] = nil } }
            pool.instances[ObjectIdentifier(instance)] = nil
            pool.idle.removeAll { $0.instance === instance }
            guard !pool.line.isEmpty, pool.instances.count < limits.instancesPerVersion else { return nil }
            return (pool.line.removeFirst(), start(key, instance.configuration, pool))
        }
        if let next { next.0.resume(returning: next.1) }
    }

    /// Takes out the instance that has been idle longest, where too many are. To be called with the lock held.
    private func surplusIdle(_ state: State) -> Idle? {
        var count = 0
        var oldest: Pool?
        for pool in state.pools.values {
            count += pool.idle.count
            guard let since = pool.idle.first?.since else { continue }
            if let other = oldest?.idle.first?.since, other <= since { continue }
            oldest = pool
        }
        guard count > limits.idleInstances else { return nil }
        return oldest?.idle.removeFirst()
    }
}
