import Foundation

/// The story as it stands, drawn with the characters of a terminal.
struct StoryPicture {
    let story: Story
    let console: Console
    /// The size of the terminal.
    let columns: Int
    let rows: Int

    /// The picture's lines, none longer than the terminal is wide, and no more than it has rows.
    var lines: [String] {
        let width = max(min(columns - 1, 110), 20)
        var sections = [headline(width), traffic(width), deployments(width), hooks(width), news(width)]
        // What matters least goes first where there is little room: the blank lines, the hooks' log, the old deployments.
        func height() -> Int { sections.reduce(0) { $0 + $1.count } }
        let hasRoom = height() + sections.count <= rows - 1
        if height() > rows - 1 { sections[3] = [] }
        if height() > rows - 1 { sections[4] = sections[4].suffix(2) }
        if height() > rows - 1 { sections[2] = Array(sections[2].suffix(max(1, rows - 1 - (height() - sections[2].count)))) }
        let blocks = sections.filter { !$0.isEmpty }.map { $0.map(\.text) + (hasRoom ? [""] : []) }
        return Array(blocks.joined().prefix(max(rows - 1, 1)))
    }

    /// A line, built of pieces so that it can be cut to the width before styles are added.
    private struct Line {
        private(set) var text = ""
        private var room: Int
        private let console: Console

        init(_ console: Console, _ room: Int) {
            self.console = console
            self.room = room
        }

        mutating func add(_ piece: String, _ styles: Console.Style...) {
            let shown = String(piece.prefix(room))
            room -= shown.count
            guard !shown.isEmpty else { return }
            text += styles.reduce(shown) { console.styled($0, $1) }
        }
    }

    private func line(_ width: Int, _ build: (inout Line) -> Void) -> Line {
        var line = Line(console, width)
        build(&line)
        return line
    }

    private static let colours: [Console.Style] = [.blue, .cyan, .magenta, .yellow, .green, .red]

    private func colour(_ version: String) -> Console.Style {
        Self.colours[(story.versions.firstIndex(of: version) ?? 0) % Self.colours.count]
    }

    private func headline(_ width: Int) -> [Line] {
        let total = story.total
        return [
            line(width) { line in
                line.add("rollout demo", .bold)
                line.add("   \(Story.clock(story.now))   \(Story.grouped(total.total)) requests, ", .dim)
                if total.failed == 0 { line.add("no errors", .green) } else { line.add("\(total.failed) errors", .red) }
            }
        ]
    }

    private func traffic(_ width: Int) -> [Line] {
        let room = max(width - 12, 8)
        let bar = line(width) { line in
            line.add("Traffic    ", .bold)
            guard let shares = story.weights.last?.shares else { return }
            var left = room
            let versions = story.versions.filter { (shares[$0] ?? 0) > 0 }
            for (place, version) in versions.enumerated() {
                let share = shares[version] ?? 0
                let label = " v\(version) \(Story.percent(share)) "
                // At least as wide as its label, as long as the others keep their own.
                let others = (versions.count - place - 1) * 9
                let wanted = max(Int((share * Double(room)).rounded()), label.count)
                let length = place == versions.count - 1 ? left : min(wanted, max(left - others, 0))
                left -= length
                line.add(label + String(repeating: "█", count: max(length - label.count, 0)), colour(version))
            }
        }
        let rate = line(width) { line in
            line.add("Errors     ", .bold)
            let rates = story.errorRates().suffix(max(room - 8, 4))
            for rate in rates {
                guard let rate else {
                    line.add(" ")
                    continue
                }
                let step = rate == 0 ? 0 : min(Int(rate * 20) + 1, 7)
                line.add(String(Array("▁▂▃▄▅▆▇█")[step]), step == 0 ? .dim : .red)
            }
            if let last = rates.last ?? nil { line.add(" \(Story.percent(last))") }
        }
        let alarms = story.alarms.suffix(1).map { alarm in
            line(width) { line in
                let state = alarm.changes.last?.state ?? ""
                line.add("Alarm      ", .bold)
                line.add(state, state == "ALARM" ? .red : state == "OK" ? .green : .dim)
                line.add("  \(alarm.name)", .dim)
            }
        }
        return [bar, rate] + alarms
    }

    private func deployments(_ width: Int) -> [Line] {
        story.deployments.map { deployment in
            line(width) { line in
                let isGood = deployment.status == "Succeeded"
                line.add(isGood ? "✔ " : deployment.isOver ? "✘ " : "▸ ", isGood ? .green : deployment.isOver ? .red : .yellow)
                let name = deployment.isRollback ? "back to v\(deployment.target)" : "v\(deployment.source) → v\(deployment.target)"
                line.add(name.padding(toLength: 12, withPad: " ", startingAt: 0), .bold)
                for event in deployment.events {
                    let (mark, style): (String, Console.Style) =
                        switch event.status {
                        case "Succeeded": ("✔", .green)
                        case "Failed": ("✘", .red)
                        case "InProgress": ("…", .yellow)
                        case "Skipped": ("–", .dim)
                        default: ("·", .dim)
                        }
                    line.add(" \(Self.short(event.name))", .dim)
                    line.add(mark, style)
                }
                line.add("  \(deployment.errorCode ?? deployment.status)", isGood ? .green : deployment.isOver ? .red : .yellow)
            }
        }
    }

    private static func short(_ event: String) -> String {
        switch event {
        case "BeforeAllowTraffic": "Before"
        case "AllowTraffic": "Traffic"
        case "AfterAllowTraffic": "After"
        default: event
        }
    }

    private func hooks(_ width: Int) -> [Line] {
        story.lines.suffix(3).map { entry in
            line(width) { line in
                line.add("\(entry.function) │ ", .dim)
                line.add(entry.text)
            }
        }
    }

    private func news(_ width: Int) -> [Line] {
        story.notes.suffix(2).flatMap { note in
            Self.wrapped(note.text, max(width - 7, 10)).enumerated().map { place, text in
                line(width) { line in
                    line.add(place == 0 ? "\(Story.clock(note.time))  " : "       ", .dim)
                    switch note.kind {
                    case .plain: line.add(text)
                    case .good: line.add(text, .green)
                    case .bad: line.add(text, .red)
                    }
                }
            }
        }
    }

    /// The text in lines of a width, broken between words.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
