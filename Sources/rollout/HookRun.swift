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
        var report = Report(lifecycleEvent: isHook ? command.phase.lifecycleEvent : nil)
        report.isEventMadeUp = event == nil
        report.folder = folder.path
        let lines = Mutex<[LogLine]>([])
        do {
            let package = SwiftPackage(path: command.packagePath, reporter: console.stageReporter)
            let arguments = [command.hook] + (command.function + command.stable).map(\.program)
            var programs: [String: Program]
            do {
                defer { console.clearProgress() }
                programs = try await Program.find(
                    arguments, in: package, SwiftPackage.Options(configuration: command.configuration.rawValue))
            }
            let unpacked = try PrivateFolder.make()
            defer { try? FileManager.default.removeItem(at: unpacked) }
            programs = try programs.mapValues { try $0.unpacked(in: unpacked) }
            guard let hook = programs[command.hook] else { throw Failure("There is no program \(command.hook).") }
            report.function = hook.name
            let links = links(programs)
            let log = LogPrinter(console: console, hook: hook.name, links: links)
            try await Cloud.run { line in
                lines.withLock { $0.append(line) }
                log.print(line)
            } _: { cloud in
                let execution = event?.execution ?? CodeDeploy.HookExecution()
                if isHook {
                    try cloud.codeDeploy.start(trial(of: hook.name), for: execution)
                    report.deploymentID = execution.deploymentID
                }
                let environment = try await environment(links, in: cloud)
                log.printHeadline(report)
                let function = cloud.function(configuration(hook.name, "$LATEST", hook.executable, environment, command.handler))
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

    private var isHook: Bool { event?.isForHook ?? true }

    private var folder: URL { URL(filePath: command.packagePath).standardizedFileURL.absoluteURL }

    /// The deployment that the hook runs for: that of the first function.
    private func trial(of hook: String) -> CodeDeploy.TrialDeployment {
        var trial = CodeDeploy.TrialDeployment(hook: hook, phase: command.phase.trial)
        guard let function = command.function.first else { return trial }
        trial.function = function.name
        trial.targetVersion = function.version
        let stable = command.stable.first { $0.name == function.name }?.version
        trial.currentVersion = stable ?? Int(function.version).map { String(max($0 - 1, 1)) } ?? function.version
        return trial
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
        // By the command messages about links know where they are set.
        let application: JSON = ["name": .string(folder.lastPathComponent), "stage": "local", "command": "rollout invoke"]
        var environment = [
            "SST_RESOURCE_App": application.description,
            // Of a crash, the thread that crashed is what helps.
            "SWIFT_BACKTRACE": "threads=crashed,registers=none,images=none,color=no",
        ]
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
        _ name: String, _ version: String, _ executable: String, _ environment: [String: String], _ handler: String = "bootstrap"
    ) -> FunctionConfiguration {
        FunctionConfiguration(
            name: name, version: version, executable: executable, handler: handler, environment: environment,
            timeout: command.timeout.duration)
    }
}
