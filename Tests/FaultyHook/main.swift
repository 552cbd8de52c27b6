// A hook that goes wrong in the way that the variable FAULT names: what the fault matrix is run with.
// It writes the moment of its fault to standard error: "FAULT <milliseconds since 1970>".
import LambdaRollout
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct SmokeError: Error, CustomStringConvertible {
    var description: String { "the smoke test failed" }
}

func mark() {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let line = "FAULT \(Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000)\n"
    _ = write(STDERR_FILENO, line, line.utf8.count)
}

/// What the optimizer can't see through.
@inline(never) func opaque<Value>(_ value: Value) -> Value { value }

/// What a hook that never yields waits for, and nobody sets.
let isOver = Atomic(false)

/// Never more than 1024 bytes at a time: more of them would be on the heap.
@inline(never) func overflow(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { buffer in
        buffer[0] = UInt8(truncatingIfNeeded: depth)
        return overflow(depth + 1) + Int(buffer[0])
    }
}

func crash(_ fault: String) {
    switch fault {
    case "trap": _ = [1, 2, 3][opaque(7)]
    case "fatalError": fatalError("the hook gave up")
    case "divide": _ = 1 / opaque(0)
    case "divideInC": if opaque(div(opaque(1), opaque(0)).quot) == 7 { mark() }
    case "overflow": _ = overflow(0)
    case "abort": abort()
    case "segfault": opaque(UnsafeMutablePointer<Int>(bitPattern: 8))?.pointee = 1
    case "exit": exit(0)
    case "kill": kill(getpid(), SIGKILL)
    default: break
    }
}

let fault = getenv("FAULT").map { String(cString: $0) } ?? ""

let margin = Duration.milliseconds(getenv("MARGIN_MS").flatMap { Int(String(cString: $0)) } ?? 750)

let hook = Rollout.handler(watchdogMargin: margin) { event, context in
    switch fault {
    case "succeeds":
        mark()
        try await Rollout.report(event, .succeeded)
    case "silent": mark()
    case "throws":
        mark()
        throw SmokeError()
    case "twice":
        mark()
        try await Rollout.report(event, .succeeded)
        try await Rollout.report(event, .succeeded)
    case "contradiction":
        mark()
        try await Rollout.report(event, .succeeded)
        try await Rollout.report(event, .failed)
    case "await": try await Task.sleep(for: .seconds(3600))
    case "busy": while !isOver.load(ordering: .relaxed) {}
    case "busyEverywhere":
        await withTaskGroup { group in
            for _ in 0..<16 { group.addTask { while !isOver.load(ordering: .relaxed) {} } }
        }
    case "crashElsewhere":
        await Task.detached {
            mark()
            crash("overflow")
        }.value
    case "crashAfterReport":
        mark()
        try await Rollout.report(event, .succeeded)
        crash("trap")
    case "crashWhileReporting":
        let report = Task { try await Rollout.report(event, .succeeded) }
        try await Task.sleep(for: .milliseconds(300))
        mark()
        crash("trap")
        try await report.value
    case "cancelsRequest":
        let request = Task { try await HTTPClient.shared.get("http://smoke.test/") }
        try await Task.sleep(for: .milliseconds(300))
        mark()
        request.cancel()
        _ = await request.result
        try await Rollout.report(event, .succeeded)
    case "deferred":
        try Rollout.defer(event)
        mark()
    case "closesEverything":
        mark()
        // But for the log, which the test reads.
        for descriptor in Int32(3)..<1024 { close(descriptor) }
        try await Task.sleep(for: .seconds(3600))
    case "exhaustsDescriptors":
        mark()
        while open("/dev/null", O_RDONLY) >= 0 {}
        try await Rollout.report(event, .succeeded)
    case "exhaustsDescriptorsAndHangs":
        mark()
        while open("/dev/null", O_RDONLY) >= 0 {}
        while !isOver.load(ordering: .relaxed) {}
    case "stops":
        mark()
        kill(getpid(), SIGSTOP)
        // It takes a moment to reach every thread.
        try await Task.sleep(for: .seconds(3600))
    case "becomesAnother":
        mark()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("3600"), nil]
        execv("/bin/sleep", &arguments)
    case "resistsCancellation":
        mark()
        await withTaskCancellationHandler {
            try? await Task.sleep(for: .seconds(3600))
        } onCancel: {
            while !isOver.load(ordering: .relaxed) {}
        }
    case "clearsEnvironment":
        for name in ["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_ENDPOINT_URL_CODEDEPLOY"] { unsetenv(name) }
        setenv("AWS_SECRET_ACCESS_KEY", "of another account", 1)
        mark()
        try await Rollout.report(event, .succeeded)
    case "breaksPipe":
        mark()
        kill(getpid(), SIGPIPE)
        try await Rollout.report(event, .succeeded)
    case "blocksSignals":
        mark()
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        kill(supervised ? getppid() : getpid(), SIGTERM)
        while !isOver.load(ordering: .relaxed) {}
    case "ignoresSignals":
        mark()
        for signalNumber in [SIGTERM, SIGINT, SIGALRM] { signal(signalNumber, SIG_IGN) }
        kill(supervised ? getppid() : getpid(), SIGTERM)
        while !isOver.load(ordering: .relaxed) {}
    case "SIGTERM", "SIGINT":
        mark()
        // As Lambda would: to the process that it has started.
        kill(supervised ? getppid() : getpid(), fault == "SIGTERM" ? SIGTERM : SIGINT)
        try await Task.sleep(for: .seconds(3600))
    default:
        mark()
        crash(fault)
    }
}

let supervised = getenv("ROLLOUT_SUPERVISOR") == nil
try await hook.run()
