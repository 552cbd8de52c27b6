import Foundation
import JSONValue
import LocalCloud
import Synchronization

/// One run of a hook, from its program to its verdict.
struct HookRun: Sendable {
    let command: InvokeCommand
    let console: Console

    /// Runs the hook. Whatever goes wrong is in the report.
    func report() async -> Report {
        var report = Report(lifecycleEvent: command.phase.lifecycleEvent)
        let lines = Mutex<[LogLine]>([])
        do {
            let event = try recordedEvent()
            let package = SwiftPackage(path: command.packagePath, configuration: command.configuration, console: console)
            let hook = try await Program.find(command.hook, package: package)
            let functions = try await links(package)
            report.function = hook.name
            let log = LogPrinter(console: console, hook: hook.name, functions: functions)
            try await Cloud.run { line in
                lines.withLock { $0.append(line) }
                log.print(line)
            } _: { cloud in
                let execution = event.execution ?? cloud.codeDeploy.startHook()
                if event.execution != nil { cloud.codeDeploy.startHook(execution) }
                report.deploymentID = execution.deploymentID
                let environment = try await environment(functions, in: cloud)
                log.printHeadline(report, functions)
                let function = cloud.function(configuration(hook.name, "$LATEST", hook.executable, environment))
                let invocation = try await function.invoke(event.payload ?? execution.event)
                // So that every line of its log is there before the verdict.
                await function.stop()
                report.invocation = invocation
                report.verdict = cloud.codeDeploy.verdict(of: execution)
            }
        } catch {
            report.obstacle = "\(error)"
        }
        report.log = lines.withLock { $0 }
        return report
    }

    /// The event of `--event`, with its ids, where it has them, as those of the hook's run.
    private func recordedEvent() throws -> (payload: [UInt8]?, execution: CodeDeploy.HookExecution?) {
        guard let file = command.event else { return (nil, nil) }
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: file) {
            handle = opened
        } else {
            throw Failure("The event file \(file) can't be read.")
        }
        // One byte more than Lambda takes tells a larger event from the largest.
        let payload: [UInt8]
        do { payload = Array(try handle.read(upToCount: Function.largestEvent + 1) ?? Data()) } catch {
            throw Failure("The event file \(file) can't be read: \(error.localizedDescription)")
        }
        guard payload.count <= Function.largestEvent else {
            throw Failure("The event file \(file) is larger than the \(Function.largestEvent) bytes that Lambda takes.")
        }
        let event: JSON
        do { event = try JSON(parsing: payload) } catch { throw Failure("The event file \(file) holds \(error).") }
        guard let deployment = event["DeploymentId"]?.string, let id = event["LifecycleEventHookExecutionId"]?.string else {
            return (payload, nil)
        }
        return (payload, CodeDeploy.HookExecution(deploymentID: deployment, id: id))
    }

    /// The functions to link, built.
    private func links(_ package: SwiftPackage) async throws -> [Link] {
        var links: [Link] = []
        for function in command.function {
            let latest = try await Program.find(function.program, package: package).executable
            var link = Link(name: function.name, latest: .init(version: function.version, executable: latest), live: nil)
            if command.phase == .before, let stable = command.stable.first(where: { $0.name == function.name }) {
                link.live = .init(
                    version: stable.version, executable: try await Program.find(stable.program, package: package).executable)
            }
            links.append(link)
        }
        return links
    }

    /// Opens the functions' URLs, and makes the variables that tell the hook of them.
    private func environment(_ links: [Link], in cloud: Cloud) async throws -> [String: String] {
        let own = Dictionary(command.env.map { ($0.name, $0.value) }) { _, last in last }
        let application: JSON = [
            "name": .string(URL(filePath: command.packagePath).standardizedFileURL.absoluteURL.lastPathComponent), "stage": "local",
        ]
        let shared = ["SST_RESOURCE_App": application.description].merging(own) { _, own in own }
        var environment = shared
        for link in links {
            func open(_ version: Link.Version) async throws -> String {
                try await cloud.function(configuration(link.name, version.version, version.executable, shared)).openURL()
            }
            let latest = try await open(link.latest)
            let live = if let live = link.live { try await open(live) } else { latest }
            let value: JSON = [
                "name": .string(link.name), "type": "sst.aws.Function", "url": .string(live), "latestUrl": .string(latest),
                "qualifier": "live", "latestQualifier": "latest",
            ]
            environment["SST_RESOURCE_\(link.name)"] = own["SST_RESOURCE_\(link.name)"] ?? value.description
        }
        return environment
    }

    private func configuration(
        _ name: String, _ version: String, _ executable: String, _ environment: [String: String]
    ) -> FunctionConfiguration {
        FunctionConfiguration(
            name: name, version: version, executable: executable, environment: environment, timeout: command.timeout.duration)
    }
}

/// A function that the hook is linked to.
struct Link: Sendable {
    /// A version and its program.
    struct Version: Sendable {
        let version: String
        let executable: String
    }

    /// What the hook knows it by.
    let name: String
    /// The new version: `latestUrl`.
    let latest: Version
    /// The version that has the traffic, `url`, where that is another.
    var live: Version?
}
