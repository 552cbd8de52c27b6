import Foundation
import Synchronization
import TestSupport
import Testing

/// One hook process with one fault.
struct Trial {
    struct Outcome {
        var verdicts: [String]
        /// Milliseconds from the fault to the verdict.
        var delay: Int?
        var answer: (kind: String, body: String)?
        var log: String

        var line: String {
            let verdict = verdicts.isEmpty ? "nobody is told" : verdicts.joined(separator: ", then ")
            return "\(verdict)\(delay.map { " after \($0) ms" } ?? "")"
        }
    }

    static let hasTools =
        ChildProcess.works("cc", ["--version"]) && ChildProcess.works("openssl", ["version"]) && Python.has("ssl")

    /// `FAULT_HOOK` names another build of it, such as a static one.
    private static let hook =
        ProcessInfo.processInfo.environment["FAULT_HOOK"]
        ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "FaultyHook").path
    static let hasOtherHook = ProcessInfo.processInfo.environment["FAULT_HOOK"] != nil
    /// How much of a core the hooks get; all of it unless set.
    private static let cpuPercent = ProcessInfo.processInfo.environment["FAULT_CPU_PERCENT"].flatMap { Int($0) }
    /// The margin of the hooks' watchdog, in milliseconds: the default for such a share of a core.
    static let margin = 750 * min(max(50 / (cpuPercent ?? 100), 1), 4)
    private static let isPrinting = ProcessInfo.processInfo.environment["FAULT_TABLE"] != nil

    private let fault: Fault
    private let sandbox: Sandbox
    private let folder: TemporaryFolder

    init(_ fault: Fault) throws {
        self.fault = fault
        sandbox = Sandbox(fault)
        folder = try TemporaryFolder()
    }

    /// Prints a row of the table where one is asked for.
    static func note(_ fault: Fault, _ text: String) {
        guard isPrinting else { return }
        let dots = String(repeating: ".", count: max(3, 48 - fault.name.count))
        print("FAULT TABLE  \(fault.name) \(dots) \(text)")
    }

    func run() async throws -> Outcome {
        defer { sandbox.stop() }
        let api = try sandbox.runtimeAPI()
        let isLate = fault.endpoint == [.refused]
        let desk = isLate ? nil : try sandbox.codeDeploy()
        let port = try desk?.port ?? ScriptedServer.closedPort()
        let bad = fault.endpoint == [.badCertificate] ? 2 : 0
        let front = bad > 0 || fault.endpoint == [.fullStore] ? try await tlsFront(to: port, bad: bad) : nil
        defer { front?.0.stop() }

        var environment = [
            "PATH": "/usr/bin:/bin", "FAULT": fault.hook, "MARGIN_MS": "\(Self.margin)", "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL_CODEDEPLOY": "http://127.0.0.1:\(port)", "SWIFT_BACKTRACE": "enable=no",
            "TSAN_OPTIONS": "atexit_sleep_ms=0", "ASAN_OPTIONS": "detect_leaks=0",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": Self.cpuPercent.map { "\($0 * 1769 / 100)" } ?? "1769",
        ]
        if fault.environment["CREDENTIALS"] == "container" {
            environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:\(port)/credentials"
        } else {
            environment.merge(["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]) { $1 }
        }
        environment.merge(fault.environment) { $1 }
        if let front {
            environment["AWS_ENDPOINT_URL_CODEDEPLOY"] = "https://127.0.0.1:\(front.1)"
            environment["AWS_CA_BUNDLE"] = folder.path + "/ca.pem"
        }
        if fault.preloads {
            environment["AWS_ENDPOINT_URL_CODEDEPLOY"] = "http://codedeploy.test:\(port)"
            environment["RESOLVER"] = fault.endpoint == [.unanswered] ? "silent" : "failing"
            environment["LD_PRELOAD"] = try await flakyResolver()
        }

        let started = Sandbox.now
        let log = folder.path + "/log"
        let process = try ChildProcess("sh", ["-c", Self.start, Self.hook, log], environment: environment)
        defer { process.stop() }
        if isLate {
            try await waitUntil(seconds: 5) { marks(in: log) != nil || Sandbox.now - started > 300 }
            _ = try sandbox.codeDeploy(port: port)
        }
        try await waitUntil(seconds: 20) {
            let state = sandbox.state
            let isAnswered = state.answer != nil || fault.start == .deadline && fault.error == nil
            let isTold = state.settled != nil && text(of: log).contains("verdict reported")
            return isAnswered && (isTold || fault.verdict == nil)
        }
        let state = sandbox.state
        let faultAt: Int? =
            switch fault.start {
            case .mark: marks(in: log)
            case .request: isLate ? started : state.firstRequest
            case .deadline: sandbox.expiry
            }
        return Outcome(
            verdicts: state.verdicts, delay: state.settled.flatMap { settled in faultAt.map { settled - $0 } }, answer: state.answer,
            log: text(of: log))
    }

    /// Starts the hook, within a part of a core where that is asked for.
    private static var start: String {
        let limit =
            cpuPercent.map { percent in
                """
                group=/sys/fs/cgroup/cpu/rollout-faults; mkdir -p $group && echo 100000 > $group/cpu.cfs_period_us && \
                echo \(percent * 1000) > $group/cpu.cfs_quota_us && echo $$ > $group/cgroup.procs || exit 9; 
                """
            } ?? ""
        return limit + #"exec "$0" 2>"$1""#
    }

    private func text(of log: String) -> String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// The moment that the hook wrote down.
    private func marks(in log: String) -> Int? {
        text(of: log).split(separator: "\n").first { $0.hasPrefix("FAULT ") }.flatMap { Int($0.dropFirst(6)) }
    }

    /// Looks again and again; a process elsewhere is what changes.
    private func waitUntil(seconds: Int, _ condition: () -> Bool) async throws {
        let end = Sandbox.now + seconds * 1000
        while !condition(), Sandbox.now < end { try await Task.sleep(for: .milliseconds(10)) }
    }

    // MARK: Peers

    private static let peers = Python.packageRoot.appending(path: "Tests/FaultMatrixTests/Peers").path

    private func shell(_ command: String) async throws {
        let result = try await ChildProcess("sh", ["-c", "cd \"$0\" && \(command)", folder.path]).result()
        try #require(result.status == 0, "\(command)")
    }

    private func tlsFront(to port: UInt16, bad: Int) async throws -> (ChildProcess, String) {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try await shell(
            """
            exec 2>/dev/null
            openssl req -x509 \(key) -days 2 -subj /CN=TestCA -keyout ca.key -out ca.pem &&
            openssl req -x509 \(key) -days 2 -subj /CN=Nobody -keyout bad.key -out bad.pem &&
            openssl req \(key) -subj /CN=server -keyout good.key -out good.csr && echo subjectAltName=IP:127.0.0.1 > names &&
            openssl x509 -req -in good.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out good.pem &&
            \(fault.endpoint == [.fullStore] ? Self.appendSystemStore : "true")
            """)
        let files = ["bad.pem", "bad.key", "good.pem", "good.key"].map { folder.path + "/" + $0 }
        let peer = try ChildProcess(Python.process([Self.peers + "/tls_front.py", "\(port)", "\(bad)"] + files))
        return (peer, try #require(await peer.firstLine()))
    }

    private static let appendSystemStore =
        "for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do if [ -f $store ]; then cat $store >> ca.pem; fi; done"

    private func flakyResolver() async throws -> String {
        try await shell("cc -shared -fPIC -O1 -o resolver.so \(Self.peers)/flaky_resolver.c -ldl")
        return folder.path + "/resolver.so"
    }
}
