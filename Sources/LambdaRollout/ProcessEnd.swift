import CSupervisor

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a process ended, out of what `waitpid` and the supervisor say.
enum ProcessEnd: CustomStringConvertible {
    case exited(Int32)
    case killed(signal: Int32)
    /// The supervisor has killed it for an event that it was stuck with.
    case overtime
    /// Somebody wanted it to end, and it was cut off in the middle of an event.
    case toldToEnd

    init(_ status: Int32, cause: Int32 = Int32(SUPERVISED_ENDED.rawValue)) {
        let end: ProcessEnd = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
        self =
            switch (UInt32(bitPattern: cause), end) {
            case (SUPERVISED_OVERTIME.rawValue, .killed(SIGKILL)): .overtime
            case (SUPERVISED_TOLD_TO_END.rawValue, .killed(SIGKILL)), (SUPERVISED_TOLD_TO_END.rawValue, .exited): .toldToEnd
            default: end
            }
    }

    /// What a shell would make of it; never 0, since nobody had asked for the end.
    var exitStatus: Int32 {
        switch self {
        case .exited(let status): max(status, 1)
        case .killed(let signal): 128 + signal
        case .overtime: 128 + SIGKILL
        case .toldToEnd: 128 + SIGTERM
        }
    }

    var description: String {
        switch self {
        case .exited(let status): "The hook's process called exit(\(status)) in the middle of an event."
        case .killed(let signal):
            "The hook's process was killed by signal \(signal), \(Self.name(of: signal))\(signal == SIGKILL ? Self.memoryHint : ".")"
        case .overtime:
            "The hook's process was killed, as it was stuck with an event shortly before its time was over. It was stopped, had become another program, or could open no connection."
        case .toldToEnd: "The hook's process was told to end (SIGTERM or SIGINT) in the middle of an event."
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
        case SIGPIPE: "SIGPIPE (wrote to what nobody reads)"
        case SIGALRM: "SIGALRM"
        case SIGHUP: "SIGHUP"
        case SIGQUIT: "SIGQUIT"
        case SIGXCPU: "SIGXCPU (limit of CPU time)"
        case SIGSYS: "SIGSYS (forbidden system call)"
        default: "no name is known for it"
        }
    }
}
