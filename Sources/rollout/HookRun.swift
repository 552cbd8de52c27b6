import Foundation
import JSONValue
import LambdaPackage
import LocalCloud
import Synchronization

/// One run of a hook, from its program to its verdict.
struct HookRun: Sendable {
    let command: InvokeCommand
    let console: Console
    /// The event of `--event`.
    let event: HookEvent?

    /// Runs the hook. Whatever goes wrong is in the report.
    func report() async -> Report {
        var report = Report(lifecycleEvent: command.phase.lifecycleEvent)
        let lines = Mutex<[LogLine]>([])
        do {
            let package = SwiftPackage(path: command.packagePath, reporter: console.reporter)
            let arguments = [command.hook] + (command.function + command.stable).map(\.program)
            let programs: [String: Program]
            do {
                defer { console.clearProgress() }
                programs = try await Program.find(
                    arguments, in: package, SwiftPackage.Options(configuration: command.configuration.rawValue))
            }
            guard let hook = programs[command.hook] else { throw Failure("There is no program \(command.hook).") }
            report.function = hook.name
            let links = links(programs)
            let log = LogPrinter(console: console, hook: hook.name, links: links)
            try await Cloud.run { line in
                lines.withLock { $0.append(line) }
                log.print(line)
            } _: { cloud in
                let execution = event?.execution ?? CodeDeploy.HookExecution()
                cloud.codeDeploy.expectVerdict(of: execution)
                report.deploymentID = execution.deploymentID
                let environment = try await environment(links, in: cloud)
                log.printHeadline(report)
                let function = cloud.function(configuration(hook.name, "$LATEST", hook.executable, environment))
                report.invocation = try await function.invoke(event?.payload ?? execution.event)
                // So that every line of its log is there before the verdict.
                await function.stop()
                report.verdict = cloud.codeDeploy.verdict(of: execution)
            }
        } catch {
            report.obstacle = "\(error)"
        }
        report.log = lines.withLock { $0 }
        return report
    }

    private func links(_ programs: [String: Program]) -> [Link] {
        func version(_ function: FunctionArgument) -> Link.Version? {
            programs[function.program].map { Link.Version(version: function.version, executable: $0.executable) }
        }
        return command.function.compactMap { function in
            let stable = command.phase == .before ? command.stable.first { $0.name == function.name } : nil
            return version(function).map { Link(name: function.name, latest: $0, live: stable.flatMap(version)) }
        }
    }

    /// Opens the functions' URLs, and makes the variables of the hook. Those that the user gave win.
    private func environment(_ links: [Link], in cloud: Cloud) async throws -> [String: String] {
        let own = Dictionary(command.env.map { ($0.name, $0.value) }) { _, last in last }
        let folder = URL(filePath: command.packagePath).standardizedFileURL.absoluteURL.lastPathComponent
        // By the command messages about links know where they are set.
        let application: JSON = ["name": .string(folder), "stage": "local", "command": "rollout invoke"]
        var environment = ["SST_RESOURCE_App": application.description]
        let shared = environment.merging(own) { _, own in own }
        for link in links {
            func open(_ version: Link.Version) async throws -> String {
                try await cloud.function(configuration(link.name, version.version, version.executable, shared)).openURL()
            }
            let latest = try await open(link.latest)
            let live = if let live = link.live { try await open(live) } else { latest }
            environment[link.variable] = link.value(url: live, latestURL: latest)
        }
        return environment.merging(own) { _, own in own }
    }

    private func configuration(
        _ name: String, _ version: String, _ executable: String, _ environment: [String: String]
    ) -> FunctionConfiguration {
        FunctionConfiguration(
            name: name, version: version, executable: executable, environment: environment, timeout: command.timeout.duration)
    }
}
