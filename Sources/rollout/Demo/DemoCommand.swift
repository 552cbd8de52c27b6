import ArgumentParser
import Foundation
import LambdaPackage
import LocalCloud

/// `rollout demo`: five versions of a function on this machine, of which two are bad.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch five versions of a function go out on this machine, two of them bad.",
        discussion: """
            Starts a local cloud and plays a story in it, with the functions and hooks of the folder Examples, through AWS's own API: \
            version 2 is good and goes out as a canary; 3 is broken, and its before-traffic hook stops it before any request reaches it; 4 passes \
            its smoke test and fails under real traffic, so that an alarm rolls it back; 5 comes meanwhile and has to wait for its turn. \
            Requests come all the time, and in the end you know how many of them failed, version by version.

            EXAMPLES:
              rollout demo
              rollout demo --speed max --report story.html
              rollout demo --json

            EXIT STATUS: 0 when the story went as it should; 1 when it did not; 130 after Ctrl-C.
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How fast the cloud's time goes: 1 is real time (a quarter of an hour), max leaves waits out.", valueName: "speed"))
    var speed = Speed(cloudSpeed: .times(30))

    @Option(help: ArgumentHelp("Write the story as an HTML page that stands alone.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("The folder of the package with the products Api, BeforeTraffic and AfterTraffic.", valueName: "folder"))
    var packagePath: String?

    @Flag(help: "Print one JSON object at the end, and nothing else on standard output.")
    var json = false

    func run() async throws {
        let console = Console(isQuiet: json)
        do {
            let isAsItShould = try await Interruptible.run { try await DemoRun(command: self, console: console).run() }
            if !isAsItShould {
                console.printError("The story did not go as it should.")
                throw ExitCode.failure
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            console.printError("Error: \(error)")
            throw ExitCode.failure
        }
    }
}
