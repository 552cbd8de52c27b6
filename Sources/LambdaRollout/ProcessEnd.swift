#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a process ended, out of what `waitpid` says.
enum ProcessEnd: CustomStringConvertible {
    case exited(Int32)
    case killed(signal: Int32)

    init(_ status: Int32) {
        self = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
    }

    /// What a shell would make of it; never 0, since nobody had asked for the end.
    var exitStatus: Int32 {
        switch self {
        case .exited(let status): max(status, 1)
        case .killed(let signal): 128 + signal
        }
    }

    var description: String {
        switch self {
        case .exited(let status): "The hook's process called exit(\(status)) in the middle of an event."
        case .killed(let signal):
            "The hook's process was killed by signal \(signal), \(Self.name(of: signal))\(signal == SIGKILL ? Self.memoryHint : ".")"
        }
    }

    private static let memoryHint = ": probably it had used up the function's memory, or somebody killed it."

    private static func name(of signal: Int32) -> String {
        switch signal {
        case SIGABRT: "SIGABRT (abort)"
        case SIGBUS: "SIGBUS (bad address)"
        case SIGFPE: "SIGFPE (arithmetic)"
        case SIGILL: "SIGILL (trap: fatalError, index out of range, overflow, nil unwrapped …)"
        case SIGTRAP: "SIGTRAP (trap: fatalError, index out of range, overflow, nil unwrapped …)"
        case SIGSEGV: "SIGSEGV (bad address, or the stack overflowed)"
        case SIGKILL: "SIGKILL"
        case SIGTERM: "SIGTERM"
        case SIGINT: "SIGINT"
        case SIGSYS: "SIGSYS (forbidden system call)"
        default: "signal"
        }
    }
}
