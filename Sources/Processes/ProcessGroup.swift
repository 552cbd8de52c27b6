internal import Subprocess
internal import Synchronization

#if canImport(System)
    internal import System
#else
    internal import SystemPackage
#endif
#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A process in a process group of its own, which ends with us in every case, also when we are killed.
///
/// The group's leader is a shell that reads from a pipe whose other end only we hold. The kernel closes that end when we are gone, and the
/// shell then kills the group: the process and what it started itself. (`PR_SET_PDEATHSIG` would reach the process alone, on Linux alone,
/// and from the one thread that spawned it.) The shell is there before the process is and until it has gone, so the group's number can't
/// have become somebody else's when it is used. A process that leaves the group, by `setsid`, ends too where the group has a mark.
public final class ProcessGroup: Sendable {
    /// How a process ended.
    public enum Ending: Sendable, Hashable {
        /// It exited with this status.
        case exited(Int32)
        /// It was ended by the signal of this number.
        case signaled(Int32)
    }

    private enum State {
        case idle, running(pid_t), killed
    }

    private let state = Mutex(State.idle)
    private let strays: Strays?

    /// A group without a process yet.
    ///
    /// - Parameter mark: A text in the process's environment that is in no other's, such as `NAME=VALUE`. What has left the group is found by
    ///   it, on Linux, and ends with the group, unless it was started with another environment. When absent, it escapes.
    public init(mark: String? = nil) { strays = mark.map { Strays(mark: $0) } }

    /// Starts a process and waits until it has ended. What it leaves behind in its group is killed.
    ///
    /// - Parameters:
    ///   - executable: The path of the executable.
    ///   - environment: The whole environment; `nil` for ours.
    ///   - grace: When not zero, the process is sent SIGINT first, and SIGKILL so many seconds later, when the task is cancelled or we end.
    ///   - output: Is called with what the process writes to its standard output and standard error, in order.
    /// - Throws: Why the process could not be started; `CancellationError` when the group was killed before.
    public func run(
        _ executable: String, arguments: [String] = [], environment: [String: String]? = nil, workingDirectory: String? = nil,
        grace: Int = 0, output: (_ bytes: [UInt8]) -> Void
    ) async throws -> Ending {
        try await lead(grace) { options, turn in
            let outcome = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(arguments), environment: Self.subprocess(environment),
                workingDirectory: workingDirectory.map { FilePath($0) }, platformOptions: options,
                input: .none, output: .sequence, error: .combinedWithOutput
            ) { process in
                turn.end()
                // Killed while it was being started: the signal may have missed it.
                if isKilled { try process.send(signal: .kill) }
                for try await buffer in process.standardOutput { output(buffer.withUnsafeBytes { Array($0) }) }
            }
            return outcome.terminationStatus
        }
    }

    /// As above, with the process's standard output and standard error going to a file descriptor, which stays open.
    public func run(
        _ executable: String, environment: [String: String], workingDirectory: String, output: Int32
    ) async throws -> Ending {
        try await lead(0) { options, turn in
            let descriptor = FileDescriptor(rawValue: output)
            let outcome = try await Subprocess.run(
                .path(FilePath(executable)), environment: Self.subprocess(environment), workingDirectory: FilePath(workingDirectory),
                platformOptions: options, input: .none, output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
                error: .fileDescriptor(descriptor, closeAfterSpawningProcess: false)
            ) { process in
                turn.end()
                if isKilled { try process.send(signal: .kill) }
            }
            return outcome.terminationStatus
        }
    }

    /// Starts the group, and in it what the closure starts with the options that it is given, in the turn that it ends.
    private func lead(
        _ grace: Int, _ start: (PlatformOptions, StartGate.Turn) async throws -> TerminationStatus
    ) async throws -> Ending {
        let farewell = grace > 0 ? "kill -INT 0; sleep \(grace); " : ""
        let sweep = strays == nil ? "" : Strays.shellCommand + "; "
        let watch = "trap '' HUP INT TERM; while read -r _; do :; done; \(farewell)\(sweep)kill -KILL 0"
        var leads = PlatformOptions()
        leads.processGroupID = 0
        let turn = try await StartGate.shared.turn()
        defer { turn.end() }
        let outcome = try await Subprocess.run(
            .path("/bin/sh"), arguments: ["-c", watch, "sh", strays?.mark ?? ""], platformOptions: leads, input: .inputWriter,
            output: .discarded, error: .discarded
        ) { leader in
            turn.end()
            let group = leader.processIdentifier.value
            try begin(group)
            defer {
                kill()
                strays?.kill()
            }
            var joins = PlatformOptions()
            joins.processGroupID = group
            if grace > 0 { joins.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(grace))] }
            let next = try await StartGate.shared.turn()
            defer { next.end() }
            return switch try await start(joins, next) {
            case .exited(let status): Ending.exited(status)
            case .signaled(let signal): Ending.signaled(signal)
            }
        }
        return outcome.closureResult
    }

    /// As C strings, which is how swift-subprocess takes names that are no literals.
    private static func subprocess(_ environment: [String: String]?) -> Subprocess.Environment {
        environment.map { .custom($0.map { Array("\($0)=\($1)\0".utf8) }) } ?? .inherit
    }

    /// Kills every process of the group. After that, the group starts none any more.
    public func kill() {
        state.withLock { state in
            // Inside the lock, lest the group's number become another's meanwhile.
            if case .running(let group) = state { sendKill(-group) }
            state = .killed
        }
    }

    /// Stops every process of the group, until ``resume()``, and costs next to nothing. What has left the group goes on.
    public func pause() {
        state.withLock { state in
            guard case .running(let group) = state else { return }
            sendSignal(SIGSTOP, to: -group)
            // The leader has to see our end.
            sendSignal(SIGCONT, to: group)
        }
    }

    /// Lets every process of the group go on.
    public func resume() {
        state.withLock { state in
            if case .running(let group) = state { sendSignal(SIGCONT, to: -group) }
        }
    }

    private func begin(_ group: pid_t) throws {
        try state.withLock { state in
            guard case .idle = state else { throw CancellationError() }
            state = .running(group)
        }
    }

    private var isKilled: Bool {
        state.withLock { if case .killed = $0 { true } else { false } }
    }
}

/// Sends SIGKILL to a process, or to a group when the number is negative.
func sendKill(_ process: pid_t) { sendSignal(SIGKILL, to: process) }

private func sendSignal(_ signal: Int32, to process: pid_t) {
    #if canImport(Darwin)
        Darwin.kill(process, signal)
    #elseif canImport(Glibc)
        Glibc.kill(process, signal)
    #elseif canImport(Musl)
        Musl.kill(process, signal)
    #endif
}

extension ProcessGroup.Ending: CustomStringConvertible {
    /// As Lambda words it: `exit status 3`, `signal: killed`.
    public var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signaled(let signal): "signal: " + (strsignal(signal).map { String(cString: $0).lowercased() } ?? "\(signal)")
        }
    }
}
