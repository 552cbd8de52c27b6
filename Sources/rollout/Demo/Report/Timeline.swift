/// The story as one drawing: the traffic's weights, the requests, the error rate, the alarms and the deployments over one axis of time.
struct Timeline {
    let story: Story
    /// The width in pixels: text is as large in a narrow drawing as in a wide one.
    let width: Double

    private let left = 92.0
    private var right: Double { isNarrow ? 6 : 24 }
    private var isNarrow: Bool { width < 600 }

    private var plotWidth: Double { width - left - right }
    private var span: Double { max(story.now, 60) }

    private func x(_ time: Double) -> Double { left + min(max(time / span, 0), 1) * plotWidth }

    private struct Lane {
        let title: String
        let hint: String
        let height: Double
        let draw: (_ top: Double, _ height: Double) -> String
    }

    /// The SVG element.
    var svg: String {
        let lanes = [
            Lane(title: "Traffic", hint: "share of each version", height: 150, draw: traffic),
            Lane(title: "Requests", hint: "in \(Int(Story.beat)) s, failed ones in red", height: 96, draw: requests),
            Lane(title: "Error rate", hint: "of the new version's own requests", height: 96, draw: errorRate),
            Lane(title: "Alarms", hint: "one per version", height: Double(max(story.alarms.count, 1)) * 22, draw: alarms),
            Lane(title: "Deployments", hint: "lifecycle events", height: Double(max(story.deployments.count, 1)) * 34, draw: deployments),
        ]
        var top = 34.0
        var body = ""
        var bands = ""
        for lane in lanes {
            body += """
                <text class="lane" x="0" y="\(HTML.number(top + 14))">\(HTML.escaped(lane.title))\
                <tspan class="hint" dx="10">\(HTML.escaped(lane.hint))</tspan></text>
                """
            top += 24
            body += lane.draw(top, lane.height)
            bands += rect(x: left, y: top, width: plotWidth, height: lane.height, class: "band")
            top += lane.height + 14
        }
        let bottom = top - 14
        let title = "Traffic, requests, errors, alarms and deployments over \(Story.length(story.now)) of the cloud's time"
        return """
            <svg viewBox="0 0 \(HTML.number(width)) \(HTML.number(bottom + 40))" role="img" aria-label="\(HTML.escaped(title))">
            <title>\(HTML.escaped(title))</title>
            \(bands)\(axis(bottom))\(starts(bottom))\(body)
            </svg>
            """
    }

    // MARK: Lanes

    private func traffic(_ top: Double, _ height: Double) -> String {
        var svg = ""
        for (index, weights) in story.weights.enumerated() {
            let end = index + 1 < story.weights.count ? story.weights[index + 1].time : story.now
            var y = top + height
            for version in story.versions {
                guard let share = weights.shares[version], share > 0 else { continue }
                let part = share * height
                y -= part
                let label = "version \(version): \(Story.percent(share)) from \(Story.clock(weights.time)) to \(Story.clock(end))"
                svg += rect(x: x(weights.time), y: y, width: x(end) - x(weights.time), height: part, class: fill(version), title: label)
                let room = x(end) - x(weights.time)
                if room > 34, part > 13 {
                    let text = share < 1 ? "\(version) · \(Story.percent(share))" : version
                    let shown = room > 64 ? text : version
                    svg += self.text(shown, x: (x(weights.time) + x(end)) / 2, y: y + part / 2 + 4, class: "onfill", anchor: "middle")
                }
            }
        }
        return svg + text("100 %", x: left - 8, y: top + 10, class: "tick", anchor: "end")
            + text("0 %", x: left - 8, y: top + height, class: "tick", anchor: "end")
    }

    private func requests(_ top: Double, _ height: Double) -> String {
        let most = story.requests.values.map { $0.values.reduce(Story.Count(), +).total }.max() ?? 0
        guard most > 0 else { return "" }
        let step = x(Story.beat) - x(0)
        let bar = max(step - 1, 0.6)
        var svg = ""
        for (beat, counts) in story.requests.sorted(by: { $0.key < $1.key }) {
            var y = top + height
            let start = x(Double(beat) * Story.beat)
            // The last one is not over yet.
            let bar = min(bar, max(left + plotWidth - start, 0))
            for version in story.versions {
                guard let count = counts[version] else { continue }
                let part = Double(count.succeeded) / Double(most) * (height - 6)
                y -= part
                if part > 0 { svg += rect(x: start, y: y, width: bar, height: part, class: fill(version)) }
            }
            let failed = counts.values.reduce(0) { $0 + $1.failed }
            guard failed > 0 else { continue }
            let part = max(Double(failed) / Double(most) * (height - 6), 3)
            let label = "\(failed) of \(counts.values.reduce(Story.Count(), +).total) failed at \(Story.clock(Double(beat) * Story.beat))"
            svg += rect(x: start, y: y - part, width: bar, height: part, class: "error", title: label)
        }
        return svg + text("\(most)", x: left - 8, y: top + 12, class: "tick", anchor: "end")
    }

    private func errorRate(_ top: Double, _ height: Double) -> String {
        let rates = story.candidates.map { (version: $0, rates: story.errorRates(of: $0)) }
        let highest = max(rates.flatMap { $0.rates.compactMap(\.self) }.max() ?? 0, 2 * Story.threshold)
        func y(_ rate: Double) -> Double { top + height - rate / highest * (height - 8) }
        var svg = ""
        for (version, rates) in rates {
            // From when it is deployed until that is over: later it is no candidate any more.
            let deployment = story.deployments.first { $0.target == version && !$0.isRollback }
            let end = Int((deployment?.end ?? story.now) / Story.beat)
            let points = rates.enumerated().prefix(end + 1).compactMap { beat, rate in
                rate.map { "\(HTML.number(x((Double(beat) + 0.5) * Story.beat))),\(HTML.number(y($0)))" }
            }
            guard !points.isEmpty else { continue }
            let worst = rates.compactMap(\.self).max() ?? 0
            svg += """
                <polyline class="rate \(fill(version).replacing("v", with: "l"))" points="\(points.joined(separator: " "))">\
                <title>\(HTML.escaped("version \(version): at most \(Story.percent(worst)) of its requests failed"))</title></polyline>
                """
        }
        let line = HTML.number(y(Story.threshold))
        svg += """
            <line class="threshold" x1="\(HTML.number(left))" x2="\(HTML.number(width - right))" y1="\(line)" y2="\(line)"/>
            """
        return svg + text("alarm above \(Story.percent(Story.threshold))", x: left + 6, y: y(Story.threshold) - 5, class: "thresholdlabel")
            + text(Story.percent(highest), x: left - 8, y: top + 12, class: "tick", anchor: "end")
            + text("0 %", x: left - 8, y: top + height, class: "tick", anchor: "end")
    }

    private func alarms(_ top: Double, _ height: Double) -> String {
        var svg = ""
        for (row, alarm) in story.alarms.enumerated() {
            let y = top + Double(row) * 22
            svg += text("v\(alarm.version)", x: left - 8, y: y + 15, class: "tick", anchor: "end")
            for (index, change) in alarm.changes.enumerated() {
                let end = index + 1 < alarm.changes.count ? alarm.changes[index + 1].time : story.now
                let label = "\(alarm.name): \(change.state) from \(Story.clock(change.time)). \(change.reason)"
                let style = ["ALARM": "s-alarm", "OK": "s-ok"][change.state] ?? "s-none"
                svg += rect(
                    x: x(change.time), y: y + 4, width: max(x(end) - x(change.time), 1.5), height: 14, class: style, radius: 3, title: label
                )
                if change.state == "ALARM", x(end) - x(change.time) > 52 {
                    svg += text("ALARM", x: (x(change.time) + x(end)) / 2, y: y + 15, class: "onfill", anchor: "middle")
                }
            }
        }
        return svg
    }

    private func deployments(_ top: Double, _ height: Double) -> String {
        var svg = ""
        for (row, deployment) in story.deployments.enumerated() {
            let y = top + Double(row) * 34 + 4
            let end = deployment.end ?? story.now
            let name = deployment.isRollback ? "↩ to v\(deployment.target)" : "v\(deployment.source) → v\(deployment.target)"
            svg += text(name, x: left - 8, y: y + 17, class: "tick", anchor: "end")
            let style = deployment.status == "Succeeded" ? "d-good" : deployment.isOver ? "d-bad" : "d-open"
            svg += rect(
                x: x(deployment.start), y: y, width: max(x(end) - x(deployment.start), 4), height: 26, class: style, radius: 5,
                title: "\(deployment.id): \(deployment.status)")
            for event in deployment.events {
                guard let start = event.start else { continue }
                let stop = event.end ?? end
                let label = "\(event.name): \(event.status), \(Story.length(stop - start))"
                let kind =
                    event.status == "Failed"
                    ? "e-bad" : ["BeforeAllowTraffic", "AfterAllowTraffic"].contains(event.name) ? "e-hook" : "e-plain"
                guard event.name != "Start", event.name != "End" else { continue }
                svg += rect(
                    x: x(start), y: y + 5, width: max(x(stop) - x(start), 3), height: 16, class: kind, radius: 3, title: label)
                if x(stop) - x(start) > 74 {
                    svg += text(event.name, x: (x(start) + x(stop)) / 2, y: y + 17, class: "onevent", anchor: "middle")
                }
            }
            let mark = deployment.status == "Succeeded" ? "✔" : deployment.isOver ? "✘" : "…"
            let after = x(end) + 7
            let text = isNarrow ? mark : deployment.errorCode.map { "\(mark) \($0)" } ?? "\(mark) \(deployment.status)"
            // From its refusal until it could start.
            let refusal = deployment.isRollback ? nil : story.refusals.first { $0.version == deployment.target }
            let begin = refusal.map { min($0.time, deployment.start) } ?? deployment.start
            if let refusal {
                let label = "refused at \(Story.clock(refusal.time)), waits: \(refusal.message)"
                svg += rect(
                    x: x(begin), y: y + 5, width: max(x(deployment.start) - x(begin), 3), height: 16, class: "waiting", radius: 3,
                    title: label)
            }
            // Beside the bar: to its right where there is room.
            if after < width - right - (isNarrow ? 16 : 180) {
                svg += self.text(text, x: after, y: y + 17, class: style + "-text")
            } else {
                svg += self.text(
                    refusal == nil || isNarrow ? text : "waits, then \(text)", x: x(begin) - 7, y: y + 17, class: style + "-text",
                    anchor: "end")
            }
        }
        return svg
    }

    // MARK: Time

    private func axis(_ bottom: Double) -> String {
        let steps = [10.0, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600]
        let step = steps.first { span / $0 <= (isNarrow ? 5 : 16) } ?? 86400
        var svg = ""
        for time in stride(from: 0, through: span, by: step) {
            svg +=
                "<line class=\"grid\" x1=\"\(HTML.number(x(time)))\" x2=\"\(HTML.number(x(time)))\" y1=\"34\" y2=\"\(HTML.number(bottom + 6))\"/>"
            svg += text(Story.clock(time), x: x(time), y: bottom + 24, class: "tick", anchor: "middle")
        }
        return svg
    }

    /// Where deployments began.
    private func starts(_ bottom: Double) -> String {
        var svg = ""
        var last = -100.0
        for deployment in story.deployments where !deployment.isRollback {
            let at = x(deployment.start)
            svg += "<line class=\"start\" x1=\"\(HTML.number(at))\" x2=\"\(HTML.number(at))\" y1=\"22\" y2=\"\(HTML.number(bottom))\"/>"
            guard at - last > 24 else { continue }
            svg += text("v\(deployment.target)", x: at + 4, y: 20, class: "startlabel")
            last = at
        }
        return svg
    }

    // MARK: Shapes

    private func fill(_ version: String) -> String {
        let place = story.versions.firstIndex(of: version) ?? 0
        return "v\(place % 6)"
    }

    private func rect(
        x: Double, y: Double, width: Double, height: Double, class style: String, radius: Double = 0, title: String? = nil
    ) -> String {
        let shape = """
            <rect class="\(style)" x="\(HTML.number(x))" y="\(HTML.number(y))" width="\(HTML.number(max(width, 0)))" \
            height="\(HTML.number(max(height, 0)))"\(radius > 0 ? " rx=\"\(HTML.number(radius))\"" : "")
            """
        return title.map { "\(shape)><title>\(HTML.escaped($0))</title></rect>" } ?? "\(shape)/>"
    }

    private func text(_ text: String, x: Double, y: Double, class style: String, anchor: String? = nil) -> String {
        let place = anchor.map { " text-anchor=\"\($0)\"" } ?? ""
        return "<text class=\"\(style)\" x=\"\(HTML.number(x))\" y=\"\(HTML.number(y))\"\(place)>\(HTML.escaped(text))</text>"
    }
}
