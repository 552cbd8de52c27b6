import ArgumentParser

/// The command line of the project.
@main
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Safe releases of AWS Lambda functions: run and package deployment hooks and the functions they test, and give verdicts.",
        subcommands: [DemoCommand.self, InvokeCommand.self, LocalCommand.self, PackageCommand.self, ReportCommand.self])

    static func main() async {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        if let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), word != "help", !names.contains(word) {
            exit(
                withError: ValidationError(
                    "There is no command \(word.debugDescription): the commands are \(names.joined(separator: ", ")).")
            )
        }
        await main(nil)
    }
}
