import Foundation
import JSONValue
import Synchronization
import TestSupport
import Testing

/// One event for a hook in a root of its own, and what comes of it: a Runtime API, the function under test, and CodeDeploy behind TLS.
final class StaticTrial: Sendable {
    struct Outcome: Sendable {
        var verdict: String?
        var execution: String?
        /// What was posted for the invocation, and to which of `response` and `error`.
        var answer: (kind: String, body: String)?
        var log = ""
    }

    /// The name that CodeDeploy's endpoint has for the hook, which finds it in `/etc/hosts`.
    private static let host = "codedeploy.test"
    private static let event = #"{"DeploymentId":"d-STATIC123","LifecycleEventHookExecutionId":"exec-static"}"#

    private let outcome = Mutex(Outcome())
    private let isHandedOut = Mutex(false)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs the package and waits for its verdict and its answer.
    ///
    /// - Parameters:
    ///   - package: An unpacked package, with the roots of AWS's endpoints, which don't vouch for our CodeDeploy.
    ///   - status: What the function under test answers.
    func run(_ package: String, in root: StaticRoot, handler: String? = nil, status: Int) async throws -> Outcome {
        let api = try ScriptedServer { [self] in runtimeAPI($0) }
        let function = try ScriptedServer { _ in .respond(status, "v2") }
        let codeDeploy = try ScriptedServer { [self] in settle($0) }
        defer { for server in [api, function, codeDeploy] { server.stop() } }
        let (front, port) = try await tls(to: codeDeploy.port)
        defer { front.stop() }

        var environment = [
            "AWS_LAMBDA_RUNTIME_API": api.address, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL_CODEDEPLOY": "https://\(Self.host):\(port)",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "SST_RESOURCE_Api": #"{"type":"sst.aws.Function","url":"\#(function.url)","latestUrl":"\#(function.url)"}"#,
        ]
        environment["_HANDLER"] = handler
        let log = folder.path + "/log"
        let hook = try await root.start(task: package, etc: folder.path + "/etc", log: log, environment: environment)
        defer { hook.stop() }
        let end = ContinuousClock.now + .seconds(60)
        // A process elsewhere is what changes.
        while outcome.withLock({ $0.answer == nil || $0.verdict == nil }), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
        return outcome.withLock { outcome in
            outcome.log = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return outcome
        }
    }

    private func runtimeAPI(_ request: ScriptedServer.Request) -> ScriptedServer.Reaction {
        if request.method == "POST" {
            outcome.withLock { $0.answer = $0.answer ?? (String(request.path.split(separator: "/").last ?? ""), request.text) }
            return .respond(202, #"{"status":"OK"}"#)
        }
        let isFirst = isHandedOut.withLock { isHandedOut in
            defer { isHandedOut = true }
            return !isHandedOut
        }
        guard isFirst else { return .hold }
        let deadline = Int(Date().timeIntervalSince1970 * 1000) + 60_000
        return .respond(
            200,
            headers: [
                ("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"), ("Lambda-Runtime-Deadline-Ms", "\(deadline)"),
                ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:hook"),
            ], body: Array(Self.event.utf8))
    }

    private func settle(_ request: ScriptedServer.Request) -> ScriptedServer.Reaction {
        let body = try? JSON(parsing: request.body)
        outcome.withLock { outcome in
            outcome.verdict = body?["status"]?.string
            outcome.execution = body?["lifecycleEventHookExecutionId"]?.string
        }
        return .respond(200, #"{"lifecycleEventHookExecutionId":"exec-static"}"#)
    }

    /// TLS in front of a port, with an authority that only the root's whole store knows; and the root's `/etc`, which has this store, the
    /// host's address, and ways to look hosts up that a static executable can't go.
    private func tls(to port: UInt16) async throws -> (ChildProcess, String) {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        let script = """
            cd "$0" && exec 2>/dev/null
            openssl req -x509 \(key) -days 2 -subj /CN=TestCA -keyout ca.key -out ca.pem
            openssl req \(key) -subj /CN=server -keyout server.key -out server.csr
            echo subjectAltName=DNS:\(Self.host) > names
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem
            mkdir -p etc/pki/tls/certs && cp ca.pem etc/pki/tls/certs/ca-bundle.crt
            echo "127.0.0.1 \(Self.host)" > etc/hosts
            echo "hosts: mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] files dns" > etc/nsswitch.conf
            """
        let made = try await ChildProcess("sh", ["-ec", script, folder.path]).result()
        try #require(made.status == 0)
        let files = [folder.path + "/server.pem", folder.path + "/server.key"]
        let program = Python.packageRoot.appending(path: "Tests/FaultMatrixTests/Peers/tls_front.py").path
        let front = try ChildProcess(Python.process([program, "\(port)", "0"] + files + files))
        return (front, try #require(await front.firstLine()))
    }
}
