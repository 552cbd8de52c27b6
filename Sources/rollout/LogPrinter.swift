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
        let role = report.lifecycleEvent.map { "as \($0) of deployment \(report.deploymentID ?? "")" } ?? "with the event of --event"
        console.print("\(console.styled(hook, .bold)) runs \(role)")
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

    /// Prints a line of a function's log, without the time and the request id that runtimes begin it with.
    func print(_ line: LogLine) {
        let version = "\(line.function):\(line.version)"
        let (label, colour) = labels[version].map { (version, $0) } ?? (hook, .cyan)
        let padded = label.padding(toLength: width, withPad: " ", startingAt: 0)
        let text = line.origin != .process ? console.styled(line.message, .dim) : Self.withoutPrefix(line.message)
        console.print("  \(console.styled(padded, colour)) │ \(text)")
    }

    /// The text after a beginning such as `2026-01-31T12:00:00.000Z 8476a536-e9f4-11e8-9739-2dfe598c3fcd `, which other runtimes write with
    /// tabs.
    static func withoutPrefix(_ text: String) -> String {
        // By bytes: a hook may write a hundred thousand lines.
        let bytes = text.utf8
        let isGap = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let space = bytes.prefix(32).firstIndex(where: isGap),
            bytes[..<space].last == UInt8(ascii: "Z"), bytes.dropFirst(10).first == UInt8(ascii: "T")
        else { return text }
        let rest = bytes[space...].dropFirst()
        guard rest.count > 36, let end = rest.firstIndex(where: isGap), rest[..<end].count == 36 else { return text }
        let isID = rest[..<end].allSatisfy { $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit }
        return isID ? String(text[bytes.index(after: end)...]) : text
    }
}
