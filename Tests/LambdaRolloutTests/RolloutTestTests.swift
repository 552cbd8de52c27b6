import LambdaRollout
import LinkedResources
import Logging
import Synchronization
import Testing

/// `Rollout.test`, as the tests of a package of hooks use it.
@Suite("Rollout.test")
struct RolloutTestTests {
    private struct SmokeError: Error, CustomStringConvertible { var description: String { "the smoke test failed" } }

    private static let links = ResourceStore(
        environment: ["SST_RESOURCE_Api": #"{"latestUrl":"https://new.example.com/","url":"https://old.example.com/"}"#])

    /// The README's.
    private static let hook = Rollout.handler { event, context in
        let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)
        try await Rollout.report(event, response.isSuccess ? .succeeded : .failed)
    }

    @Test("runs a hook against answers and links of the test's own", arguments: [(200, Rollout.Status.succeeded), (500, .failed)])
    func answers(status: Int, verdict: Rollout.Status) async {
        let requested = Mutex<[String]>([])
        let result = await Resource.with(Self.links) {
            await Rollout.test(Self.hook) { request in
                requested.withLock { $0.append(request.url) }
                return HTTPResponse(status: status)
            }
        }
        #expect(result.verdict == verdict)
        #expect(result.error == nil)
        #expect(result.reason == nil)
        #expect(result.log.contains("verdict=\(verdict)"))
        #expect(requested.withLock { $0 } == ["https://new.example.com/"])
    }

    @Test("a request that fails, and a link that is missing, are the hook's errors")
    func errors() async throws {
        let refused = await Resource.with(Self.links) {
            await Rollout.test(Self.hook) { request in throw HTTPError(kind: .connect, url: request.url, cause: "refused") }
        }
        #expect(refused.verdict == .failed)
        #expect((refused.error as? HTTPError)?.kind == .connect)
        #expect(refused.reason == "could not connect to https://new.example.com/: refused")
        let unlinked = await Resource.with(ResourceStore(environment: [:])) { await Rollout.test(Self.hook) }
        #expect(unlinked.error is LinkError)
        #expect(unlinked.verdict == .failed)
        let other = await Resource.with(Self.links) { await Rollout.test(Self.hook) { _ in throw SmokeError() } }
        #expect((other.error as? HTTPError)?.cause == "the smoke test failed")
        // What the runtime refuses to send is refused here, too.
        let invalid = await Rollout.test(
            Rollout.handler { event, _ -> Rollout.Status in try await HTTPClient.shared.get("no url").isSuccess ? .succeeded : .failed }
        ) { _ in HTTPResponse(status: 200) }
        #expect((invalid.error as? HTTPError)?.kind == .invalidRequest)
    }

    @Test("what a hook says, leaves unsaid, throws or puts off is in the result")
    func outcomes() async {
        let returned = await Rollout.test(Rollout.handler { _, _ -> Rollout.Status in .succeeded })
        #expect(returned.verdict == .succeeded && returned.error == nil)
        let reasoned = await Rollout.test(
            Rollout.handler { event, context in
                context.logger.debug("looked")
                try await Rollout.report(event, .failed, reason: "because")
            })
        #expect(reasoned.verdict == .failed && reasoned.reason == "because")
        #expect(reasoned.log.contains("DEBUG looked\n"))
        let thrown = await Rollout.test(Rollout.handler { _, _ in throw SmokeError() })
        #expect(thrown.verdict == .failed && thrown.error is SmokeError && thrown.reason == "the smoke test failed")
        let silent = await Rollout.test(Rollout.handler { _, _ in })
        #expect(silent.verdict == .failed && silent.error == nil && silent.reason == "the hook returned without reporting")
        let deferred = await Rollout.test(Rollout.handler { event, _ in try Rollout.defer(event) })
        #expect(deferred.verdict == nil && deferred.error == nil)
        let twice = await Rollout.test(
            Rollout.handler { event, _ in
                try await Rollout.report(event, .succeeded)
                try await Rollout.report(event, .failed)
            })
        #expect(twice.verdict == .succeeded && twice.error is RolloutError)
    }

    @Test("a hook that is undecided when its time runs out has failed")
    func timeout() async {
        let result = await Rollout.test(Rollout.handler { _, _ in try await Task.sleep(for: .seconds(600)) }, timeout: .milliseconds(300))
        #expect(result.verdict == .failed)
        guard case RolloutError.outOfTime? = result.error else {
            Issue.record("\(String(describing: result.error))")
            return
        }
    }

    @Test("a hook that goes on after its time, whatever it is told, has failed and keeps no test waiting")
    func hangs() async {
        let (goOn, end) = AsyncStream.makeStream(of: Void.self)
        let result = await Rollout.test(
            Rollout.handler { _, _ -> Rollout.Status in
                // What ignores its cancellation, as a callback that never comes does.
                await Task.detached { for await _ in goOn {} }.value
                return .succeeded
            }, timeout: .milliseconds(200))
        #expect(result.verdict == .failed)
        guard case RolloutError.outOfTime? = result.error else {
            Issue.record("\(String(describing: result.error))")
            return
        }
        end.finish()
    }

    @Test("the deployment is the one that the test made up, and picks the closure of its phase")
    func deployment() async {
        let hook = Rollout.handler(
            beforeTraffic: { event, _ in
                let deployment = try await event.deployment()
                try await Rollout.report(
                    event, .succeeded, reason: "before \(deployment.targetVersion ?? "?") on \(deployment.alias ?? "?")")
            },
            afterTraffic: { event, _ in try await Rollout.report(event, .failed, reason: "after in \(event.deploymentId)") })
        #expect(await Rollout.test(hook).reason == "before 2 on live")
        let after = await Rollout.test(hook, deployment: Rollout.Deployment(deploymentId: "d-1", phase: .afterAllowTraffic))
        #expect(after.reason == "after in d-1")
        #expect(after.log.contains("phase=AfterAllowTraffic"))
        let none = await Rollout.test(hook, deployment: nil)
        #expect(none.verdict == .failed && none.error is DeploymentError)
        let partly = await Rollout.test(
            Rollout.handler { event, _ in _ = try await event.deployment().required(\.targetVersion) },
            deployment: Rollout.Deployment(targetVersion: nil))
        #expect(partly.error is DeploymentError)
    }

    @Test("a streamed request is answered too")
    func stream() async {
        let hook = Rollout.handler { event, _ in
            var text = ""
            let response = try await HTTPClient.shared.stream(HTTPRequest(.get, "https://new.example.com/"))
            for try await piece in response.body { text += String(decoding: piece, as: UTF8.self) }
            try await Rollout.report(event, .succeeded, reason: "\(response.status) \(text)")
        }
        #expect(await Rollout.test(hook) { _ in HTTPResponse(status: 200, body: Array("all of it".utf8)) }.reason == "200 all of it")
    }

    @Test("requests of functions made by hand have their defaults, and encode as Lambda sends them")
    func functionURLRequest() throws {
        let request = FunctionURLRequest(method: "POST", rawPath: "/orders", body: "{}")
        let json = try JSON(encoding: request)
        #expect(json["requestContext"]?["http"]?["method"]?.string == "POST")
        #expect(json["requestContext"]?["http"]?["path"]?.string == "/orders")
        #expect(json["version"]?.string == "2.0")
        #expect(try json.decode(FunctionURLRequest.self).body == "{}")
    }
}
