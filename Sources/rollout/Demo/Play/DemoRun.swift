import Foundation
import LambdaPackage
import LocalCloud
import Synchronization

/// One run of `rollout demo`, from the build to the report.
struct DemoRun: Sendable {
    let command: DemoCommand
    let console: Console

    /// Returns whether the story went as it should.
    func run() async throws -> Bool {
        if let report = command.report { try Self.checkWritable(report) }
        let executables = try await build()
        let zips = try DemoStage.package(executables)
        let start = ContinuousClock.now
        let recorder = Mutex<StoryRecorder?>(nil)
        console.showProgress("Starting the local cloud…")
        let story = try await Cloud.run(CloudConfiguration(speed: command.speed.cloudSpeed)) { line in
            recorder.withLock { $0 }?.take(line)
        } _: { cloud in
            let clients = try DemoClients(cloud)
            try await DemoStage(clients: clients, zips: zips).build()
            console.clearProgress()
            let story = StoryRecorder(cloud.time, lines: console.canDraw || command.json ? nil : StoryLines(console: console))
            recorder.withLock { $0 = story }
            return try await show(story) { try await play(cloud, clients, story) }
        }
        try tell(story, start.duration(to: .now))
        return Self.isAsItShould(story)
    }

    /// Builds the functions and the hooks.
    private func build() async throws -> [String: String] {
        let package = SwiftPackage(path: try packagePath(), reporter: console.stageReporter)
        defer { console.clearProgress() }
        return try await package.build(DemoStage.products, SwiftPackage.Options(configuration: "debug"))
    }

    /// The examples: in this folder, or in the package that this executable was built from.
    private func packagePath() throws -> String {
        if let path = command.packagePath { return path }
        var folders = [URL(filePath: ".").standardizedFileURL]
        if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            var folder = executable
            for _ in 0..<6 {
                folder = folder.deletingLastPathComponent()
                folders.append(folder)
            }
        }
        for folder in folders {
            let examples = folder.appending(path: "Examples")
            if FileManager.default.fileExists(atPath: examples.appending(path: "Package.swift").path) { return examples.path }
        }
        throw Failure("The folder Examples of swift-lambda-rollout is not here. Run this in a clone of it, or name it: --package-path.")
    }

    private func play(_ cloud: Cloud, _ clients: DemoClients, _ recorder: StoryRecorder) async throws {
        let observer = DemoObserver(clients, recorder)
        let traffic = DemoTraffic(
            clients: clients, recorder: recorder, observer: observer, waitsForAnswers: command.speed.cloudSpeed == .max)
        let play = DemoPlay(clients: clients, recorder: recorder, observer: observer)
        try await withThrowingTaskGroup { group in
            group.addTask { try await cloud.time.work { try await traffic.run($0) } }
            group.addTask { try await cloud.time.work { try await play.run($0) } }
            // The play ends; the traffic doesn't.
            defer { group.cancelAll() }
            _ = try await group.next()
        }
        try await observer.look()
    }

    /// Does the work while the story is shown, and returns the story.
    private func show(_ recorder: StoryRecorder, _ work: @escaping @Sendable () async throws -> Void) async throws -> Story {
        guard console.canDraw else {
            try await work()
            return recorder.story
        }
        let screen = StoryScreen(console)
        defer { screen.finish() }
        try await withThrowingTaskGroup { group in
            group.addTask { try await work() }
            group.addTask {
                while true {
                    screen.draw(recorder.story)
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
        screen.draw(recorder.story)
        return recorder.story
    }

    // MARK: The end

    private func tell(_ story: Story, _ time: Duration) throws {
        if let report = command.report {
            try Data(StoryReport(story: story, realTime: time).html.utf8).write(to: URL(filePath: report))
        }
        if command.json { return console.printJSON(story.json) }
        console.print()
        for version in story.versions {
            let count = story.totals[version] ?? Story.Count()
            let outcome = story.outcome(of: version)
            let errors = count.failed == 0 ? "no errors" : "\(Story.grouped(count.failed)) of them failed"
            let requests = "\(Story.grouped(count.total)) requests".padding(toLength: 15, withPad: " ", startingAt: 0)
            console.print(
                "Version \(version)  \(requests) \(console.styled(errors, count.failed > 0 ? .red : .green)), \(outcome.text)")
        }
        let total = story.total
        console.print(
            console.styled("\(Story.grouped(total.failed)) of \(Story.grouped(total.total)) requests failed", .bold)
                + ", in \(Story.length(story.now)) of the cloud's time, \(time.readable) of yours.")
        if let report = command.report { console.print("The whole story: \(report)") }
    }

    /// Every version ended as it had to, and only the treacherous one hurt anybody.
    static func isAsItShould(_ story: Story) -> Bool {
        func status(_ version: String) -> String? { story.deployments.first { $0.target == version && !$0.isRollback }?.status }
        let isClean = story.totals.allSatisfy { $0.key == "4" || $0.value.failed == 0 }
        return status("2") == "Succeeded" && status("3") == "Failed" && status("4") == "Stopped" && status("5") == "Succeeded"
            && story.totals["3"] == nil && isClean && story.weights.last?.shares == ["5": 1]
    }

    private static func checkWritable(_ file: String) throws {
        let url = URL(filePath: file)
        guard FileManager.default.isWritableFile(atPath: url.deletingLastPathComponent().path) else {
            throw Failure("\(file) can't be written: its folder is missing or not writable.")
        }
    }
}
