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

    /// What a version's part of the bar is drawn with, so that it is told apart without colours.
    private func shade(_ place: Int) -> String { ["█", "▒", "▓", "░"][place % 4] }

    private func traffic(_ width: Int) -> [Line] {
        let room = max(width - 12, 8)
        let shares = story.weights.last?.shares ?? [:]
        let versions = story.versions.filter { (shares[$0] ?? 0) > 0 }
        let bar = line(width) { line in
            line.add("Traffic    ", .bold)
            var left = room
            for (place, version) in versions.enumerated() {
                // Each is to be seen, however small its share.
                let others = versions.count - place - 1
                let wanted = max(Int(((shares[version] ?? 0) * Double(room)).rounded()), 1)
                let length = others == 0 ? left : min(wanted, max(left - others, 0))
                left -= length
                line.add(String(repeating: shade(place), count: length), colour(version))
            }
        }
        let labels = line(width) { line in
            line.add("           ")
            for (place, version) in versions.enumerated() {
                line.add("\(shade(place)) v\(version) \(Story.percent(shares[version] ?? 0))   ", colour(version))
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
        return [bar, labels, rate] + alarms
    }

    /// How much is told of the lifecycle events.
    private enum Detail: CaseIterable {
        case all, main, marks
    }

    private func deployments(_ width: Int) -> [Line] {
        // All lines alike, with as much as leaves room for how each ended.
        let details = Detail.allCases.first { detail in story.deployments.allSatisfy { length($0, detail) <= width } } ?? .marks
        return story.deployments.map { deployment in
            line(width) { line in
                let isGood = deployment.status == "Succeeded"
                line.add(isGood ? "✔ " : deployment.isOver ? "✘ " : "▸ ", isGood ? .green : deployment.isOver ? .red : .yellow)
                line.add(name(deployment).padding(toLength: Self.nameWidth, withPad: " ", startingAt: 0), .bold)
                if details == .marks { line.add(" ") }
                for event in events(deployment, details) {
                    let (mark, style): (String, Console.Style) =
                        switch event.status {
                        case "Succeeded": ("✔", .green)
                        case "Failed": ("✘", .red)
                        case "InProgress": ("…", .yellow)
                        case "Skipped": ("–", .dim)
                        default: ("·", .dim)
                        }
                    if details != .marks { line.add(" \(Self.short(event.name))", .dim) }
                    line.add(mark, style)
                }
                line.add("  \(ending(deployment))", isGood ? .green : deployment.isOver ? .red : .yellow)
            }
        }
    }

    private static let nameWidth = 12

    private func name(_ deployment: Story.Deployment) -> String {
        deployment.isRollback ? "back to v\(deployment.target)" : "v\(deployment.source) → v\(deployment.target)"
    }

    private func ending(_ deployment: Story.Deployment) -> String { deployment.errorCode ?? deployment.status }

    private func events(_ deployment: Story.Deployment, _ detail: Detail) -> [Story.Deployment.Event] {
        detail == .all ? deployment.events : deployment.events.filter { $0.name != "Start" && $0.name != "End" }
    }

    private func length(_ deployment: Story.Deployment, _ detail: Detail) -> Int {
        let events = events(deployment, detail)
        let words = detail == .marks ? 1 + events.count : events.reduce(0) { $0 + Self.short($1.name).count + 2 }
        return 2 + Self.nameWidth + words + 2 + ending(deployment).count
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
                let label = "\(entry.function) │ "
                line.add(label, .dim)
                line.add(Self.shortened(entry.text, width - label.count))
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

    /// The text, cut between words where it is longer than a width.
    static func shortened(_ text: String, _ width: Int) -> String {
        guard text.count > width else { return text }
        let words = wrapped(text, max(width - 2, 1))[0]
        return words.count <= width - 2 ? words + " …" : String(text.prefix(max(width - 1, 0))) + "…"
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
