import Foundation
import LocalCloud

/// Prints what is run, and the log of each function as it comes, told apart by name and colour.
struct LogPrinter: Sendable {
    private let console: Console
    private let hook: String
    private let links: [Link]
    private let labels: [String: Console.Style]
    private let width: Int

    init(console: Console, hook: String, links: [Link]) {
        self.console = console
        self.hook = hook
        self.links = links
        let versions = links.flatMap { link in [link.latest, link.live].compactMap(\.self).map { "\(link.name):\($0.version)" } }
        let colours: [Console.Style] = [.magenta, .blue, .yellow]
        labels = Dictionary(versions.enumerated().map { ($1, colours[$0 % colours.count]) }) { first, _ in first }
        width = (versions + [hook]).map(\.count).max() ?? 0
    }

    /// Says what is run.
    func printHeadline(_ report: Report) {
        console.print("\(console.styled(hook, .bold)) runs as \(report.lifecycleEvent) of deployment \(report.deploymentID ?? "")")
        for link in links {
            let latest = "\(link.name):\(link.latest.version)"
            if let live = link.live {
                console.print(console.styled("latestUrl is \(latest), url is \(link.name):\(live.version)", .dim))
            } else {
                console.print(console.styled("latestUrl and url are \(latest)", .dim))
            }
        }
        console.print()
    }

    /// Prints a line of a function's log.
    func print(_ line: LogLine) {
        let version = "\(line.function):\(line.version)"
        let (label, colour) = labels[version].map { (version, $0) } ?? (hook, .cyan)
        let padded = label.padding(toLength: width, withPad: " ", startingAt: 0)
        let text = line.origin == .platform ? console.styled(line.message, .dim) : line.message
        console.print("  \(console.styled(padded, colour)) │ \(text)")
    }
}
