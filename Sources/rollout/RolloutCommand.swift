import ArgumentParser

/// The command line of the project.
@main
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Safe releases of AWS Lambda functions: run and package deployment hooks and the functions they test, and give verdicts.",
        subcommands: [DemoCommand.self, InvokeCommand.self, LocalCommand.self, PackageCommand.self, ReportCommand.self])
}
