import Foundation
import Synchronization
import TestSupport
import Testing

/// The runtime as a process, against a Runtime API written in C for measuring runtimes (Benchmarks/mockapi.c).
@Suite(.enabled(if: ChildProcess.works("cc", ["--version"]), "needs a C compiler"))
struct ProcessTests {
    private static let function = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "EchoFunction").path

    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        let source = Python.packageRoot.appending(path: "Benchmarks/mockapi.c").path
        let compiler = try await ChildProcess("cc", ["-O1", "-w", "-o", folder.path + "/mockapi", source]).result()
        try #require(compiler.status == 0)
    }

    /// Runs the function under the mock; returns what the mock printed and what the function logged.
    private func mock(_ options: String...) async throws -> (report: String, log: String) {
        let log = folder.path + "/log"
        let report = try await ChildProcess(
            folder.path + "/mockapi", ["--warmup", "0", "--timeout", "20", "--child-log", log] + options + ["--", Self.function]
        ).result().output
        return (report, (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
    }

    @Test("a hundred invocations go over one connection, and are echoed")
    func warm() async throws {
        let report = try await mock("--warm", "100").report
        #expect(report.contains("answered 100 errors 0 init-errors 0 mismatches 0 connections 1"), "\(report)")
    }

    @Test("a refused post is logged and the loop goes on", arguments: ["403", "404", "500"])
    func postStatus(status: String) async throws {
        let (report, log) = try await mock("--warm", "20", "--post-status", status, "--fault-count", "3")
        #expect(report.contains("answered 20"), "\(report)")
        #expect(log.split(separator: "\n").filter { $0.contains("ERROR") && $0.contains(status) }.count == 3)
    }

    @Test("a failed invocation is logged once, as an error with its type and text, at any level", arguments: ["INFO", "FATAL"])
    func failedInvocation(level: String) async throws {
        let log = try await mock("--warm", "3", "--env", "HANDLER=throws", "--env", "AWS_LAMBDA_LOG_LEVEL=\(level)").log
        let lines = log.split(separator: "\n").filter { $0.contains("the handler gave up") }
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.contains(" ERROR invocation failed ") && $0.contains("errorType=HandlerError") })
    }

    @Test("a response that is too large for the Runtime API becomes an error, and the loop goes on")
    func postTooLarge() async throws {
        let (report, log) = try await mock("--warm", "20", "--post-status", "413", "--fault-count", "2")
        #expect(report.contains("answered 20 errors 2"), "\(report)")
        #expect(log.contains("ResponseSizeTooLarge"))
    }

    @Test("no next event for a while is waited out: by status, and by broken connections")
    func next() async throws {
        #expect(try await mock("--warm", "5", "--next-status", "500", "--fault-count", "3").report.contains("answered 5"))
        #expect(try await mock("--warm", "5", "--drop-next", "3").report.contains("answered 5"))
    }

    @Test("no next event for good ends the process with status 1 and the reason on standard error")
    func nextForGood() async throws {
        let (report, log) = try await mock("--warm", "5", "--next-status", "500")
        #expect(report.contains("child exited with status 1"), "\(report)")
        #expect(log.contains("no next event in 6 attempts"))
        #expect(try await mock("--warm", "5", "--next-status", "403").report.contains("child exited with status 1"))
    }

    @Test("a Runtime API that closes every connection is served all the same")
    func close() async throws {
        #expect(try await mock("--warm", "20", "--close").report.contains("answered 20 errors 0"))
    }

    @Test("SIGTERM ends the waiting process with status 0, within 300 ms")
    func terminate() async throws {
        // A sanitizer takes its own time at the end of a process.
        let report = try await mock(
            "--warm", "5", "--term", "--env", "TSAN_OPTIONS=atexit_sleep_ms=0", "--env", "ASAN_OPTIONS=detect_leaks=0"
        ).report
        let line = try #require(report.split(separator: "\n").first { $0.hasPrefix("SIGTERM: ") })
        #expect(line.hasSuffix("child exited with status 0"), "\(report)")
        let milliseconds = try #require(line.dropFirst("SIGTERM: ".count).split(separator: " ").first.flatMap { Double($0) })
        #expect(milliseconds < 300)
    }

    @Test(
        "SIGTERM cancels a handler, whose error and response are sent whole, and cuts off one that never yields",
        arguments: [("waits", 0), ("streams", 0), ("busy", 143)])
    func terminateHandler(handler: String, status: Int32) async throws {
        var outcome = try await terminate(handler)
        // On a busy machine the 250 ms may be over before a handler gets to run.
        for _ in 0..<5 where outcome.status != status { outcome = try await terminate(handler) }
        #expect(outcome.status == status)
        let sent = outcome.posts
        switch handler {
        case "waits": #expect(sent.map(\.text).joined().contains("CancellationError"))
        case "streams":
            #expect(sent.map(\.body.count) == [20_000])
            #expect(sent.first?.trailers["lambda-runtime-function-error-type"] == "Function.CancellationError")
        default: #expect(sent.isEmpty)
        }
    }

    /// Sends SIGTERM to a function that has begun to handle an event; returns how it ended and what it posted.
    private func terminate(_ handler: String) async throws -> (status: Int32, posts: [ScriptedServer.Request]) {
        let posts = Mutex<[ScriptedServer.Request]>([])
        let server = try ScriptedServer { request in
            if request.method == "GET" { return .respond(200, headers: FakeRuntimeAPI.headers, body: Array("{}".utf8)) }
            posts.withLock { $0.append(request) }
            return .respond(202)
        }
        defer { server.stop() }
        let environment = [
            "PATH": "/usr/bin:/bin", "AWS_LAMBDA_RUNTIME_API": server.address, "HANDLER": handler,
            "TSAN_OPTIONS": "atexit_sleep_ms=0", "ASAN_OPTIONS": "detect_leaks=0",
        ]
        let function = try ChildProcess(Self.function, [], environment: environment)
        try #require(await function.firstLine() == "begun")
        kill(function.id, SIGTERM)
        let status = await function.result().status
        return (status, posts.withLock { $0 })
    }

    /// Preloaded into a function: a day has passed when SIGUSR1 comes, which it says.
    private static let leapingClock = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <signal.h>
        #include <time.h>
        #include <unistd.h>
        static volatile sig_atomic_t isTomorrow;
        static void leap(int number) { isTomorrow = write(STDOUT_FILENO, "leapt\\n", 6) == 6; }
        __attribute__((constructor)) static void expect_signal(void) {
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGUSR1);
            sigprocmask(SIG_UNBLOCK, &set, NULL);
            signal(SIGUSR1, leap);
        }
        int clock_gettime(clockid_t id, struct timespec *time) {
            static int (*real)(clockid_t, struct timespec *);
            if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            int result = real(id, time);
            if (isTomorrow) time->tv_sec += 86400;
            return result;
        }

        """

    @Test("a sandbox that was frozen for a day while it waited for an event takes it")
    func frozen() async throws {
        try Self.leapingClock.write(toFile: folder.path + "/clock.c", atomically: true, encoding: .utf8)
        let clock = folder.path + "/clock.so"
        let compiler = try await ChildProcess("cc", ["-shared", "-fPIC", "-o", clock, folder.path + "/clock.c", "-ldl"]).result()
        try #require(compiler.status == 0)

        let asked = Atomic(0)
        let answered = Atomic(0)
        let id = Atomic<Int32>(0)
        let hasStarted = DispatchSemaphore(value: 0)
        let hasLeapt = DispatchSemaphore(value: 0)
        let server = try ScriptedServer { request in
            guard request.method == "GET" else {
                answered.add(1, ordering: .relaxed)
                return .respond(202)
            }
            switch asked.add(1, ordering: .relaxed).newValue {
            case 1: break
            case 2:
                hasStarted.wait()
                kill(id.load(ordering: .relaxed), SIGUSR1)
                hasLeapt.wait()
            default: return .respond(403)
            }
            return .respond(200, headers: FakeRuntimeAPI.headers, body: Array("{}".utf8))
        }
        defer { server.stop() }
        let environment = ["PATH": "/usr/bin:/bin", "AWS_LAMBDA_RUNTIME_API": server.address, "LD_PRELOAD": clock]
        let function = try ChildProcess(Self.function, [], environment: environment)
        id.store(function.id, ordering: .relaxed)
        hasStarted.signal()
        #expect(await function.firstLine() == "leapt")
        hasLeapt.signal()
        // One that gave the event up waits a day before it asks again.
        let end = Task {
            try await Task.sleep(for: .seconds(30))
            function.stop()
        }
        defer { end.cancel() }
        #expect(await function.result().status == 1)
        #expect(answered.load(ordering: .relaxed) == 2)
    }

    @Test("what fails before the loop goes to /init/error, and the process ends with status 1")
    func initialization() async throws {
        let (report, log) = try await mock("--warm", "1", "--env", "FAIL_AT_START=1")
        #expect(report.contains("init-errors 1") && report.contains("child exited with status 1"), "\(report)")
        #expect(log.contains("StartError"))
    }

    @Test("outside Lambda the process says how to run it, and ends with status 1")
    func outsideLambda() async throws {
        let script = #""$0" 2>&1; echo "status $?""#
        let output = try await ChildProcess("sh", ["-c", script, Self.function], environment: ["PATH": "/usr/bin:/bin"]).result().output
        #expect(output.contains("rollout invoke") && output.contains("status 1"))
    }
}
