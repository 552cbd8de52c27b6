import ArgumentParser

/// The command line of the project.
@main
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Safe releases of AWS Lambda functions: run and package deployment hooks and the functions they test, and give verdicts.",
        version: version,
        subcommands: [DemoCommand.self, InvokeCommand.self, LocalCommand.self, PackageCommand.self, ReportCommand.self])

    /// The version of the command, and of the libraries that were built with it.
    static let version = "0.1.0"

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
