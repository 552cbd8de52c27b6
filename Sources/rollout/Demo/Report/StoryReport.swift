import Foundation

/// The story as one HTML file that needs nothing else: no network, no scripts.
struct StoryReport {
    let story: Story
    /// How long the play took in real time.
    let realTime: Duration

    /// The file's text.
    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>rollout demo: \(HTML.escaped(headline))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <header>
        <p class="kicker">rollout demo</p>
        <h1>\(HTML.escaped(headline))</h1>
        <p class="lead">\(HTML.escaped(lead))</p>
        </header>
        <section class="cards" aria-label="Versions">\(cards)</section>
        <section><h2>The timeline</h2>
        <figure><div class="wide">\(Timeline(story: story, width: 1200).svg)</div>\
        <div class="narrow">\(Timeline(story: story, width: 344).svg)</div><figcaption>\(legend)</figcaption></figure></section>
        <section><h2>What happened</h2><ol class="notes">\(notes)</ol></section>
        <section><h2>What CodeDeploy said</h2>\(deployments)</section>
        <footer>\(footer)</footer>
        </main>
        </body>
        </html>

        """
    }

    private var headline: String {
        let total = story.total
        guard total.failed > 0 else { return "\(Story.grouped(total.total)) requests, and not one error" }
        return "\(Story.grouped(total.failed)) of \(Story.grouped(total.total)) requests failed"
    }

    private var lead: String {
        let rollbacks = story.deployments.filter(\.isRollback).count
        let good = story.deployments.filter { !$0.isRollback && $0.status == "Succeeded" }.count
        let bad = story.deployments.filter { !$0.isRollback && $0.isOver && $0.status != "Succeeded" }.count
        func count(_ number: Int, _ one: String, _ many: String) -> String { number == 1 ? "one \(one)" : "\(number) \(many)" }
        return """
            \(Story.length(story.now)) of a function's life with CodeDeploy, played on this machine in \(realTime.readable): \
            \(count(good, "release", "releases")), \(count(bad, "bad version", "bad versions")) caught, \
            \(count(rollbacks, "rollback", "rollbacks")). Requests came all the time.
            """
    }

    private var cards: String {
        story.versions.enumerated().map { place, version in
            let outcome = story.outcome(of: version)
            let count = story.totals[version] ?? Story.Count()
            let errors =
                count.failed > 0 ? "\(Story.grouped(count.failed)) failed" : count.total == 0 ? "none reached it" : "none failed"
            return """
                <article class="card \(outcome.kind.rawValue)">
                <h3><span class="swatch v\(place % 6)"></span>Version \(HTML.escaped(version))</h3>
                <p class="outcome">\(HTML.escaped(outcome.text))</p>
                <p class="count"><b>\(Story.grouped(count.total))</b> \(count.total == 1 ? "request" : "requests")</p>
                <p class="\(count.failed > 0 ? "errors" : "clean")">\(errors)</p>
                </article>
                """
        }.joined()
    }

    private var legend: String {
        let versions = story.versions.enumerated().map { "<span><i class=\"swatch v\($0 % 6)\"></i>version \(HTML.escaped($1))</span>" }
        let more = [
            ("s-ok", "alarm OK, deployment succeeded"), ("error", "failed request, alarm, failed step"), ("e-hook", "hook"),
            ("e-plain", "shifting traffic"), ("waiting", "alarm's threshold; refused, waits"),
        ]
        return (versions + more.map { "<span><i class=\"swatch \($0.0)\"></i>\($0.1)</span>" }).joined()
    }

    private var notes: String {
        story.notes.map { note in
            "<li class=\"\(note.kind.rawValue)\"><time>\(Story.clock(note.time))</time><span>\(HTML.escaped(note.text))</span></li>"
        }.joined()
    }

    private var deployments: String {
        story.deployments.map { deployment in
            let name =
                deployment.isRollback
                ? "Rollback to version \(deployment.target)" : "Version \(deployment.source) → version \(deployment.target)"
            let style = deployment.status == "Succeeded" ? "good" : deployment.isOver ? "bad" : "plain"
            let error = deployment.errorCode.map { code in
                "<p class=\"said\"><b>\(HTML.escaped(code))</b> \(HTML.escaped(deployment.errorMessage ?? ""))</p>"
            }
            let related = deployment.related.map { id in
                "<p class=\"related\">\(deployment.isRollback ? "Rolls back" : "Rolled back by") <code>\(HTML.escaped(id))</code></p>"
            }
            return """
                <article class="deployment \(style)">
                <h3>\(HTML.escaped(name)) <span class="status">\(HTML.escaped(deployment.status))</span></h3>
                <p class="related"><code>\(HTML.escaped(deployment.id))</code>, started at \(Story.clock(deployment.start))\
                \(deployment.end.map { ", took \(Story.length($0 - deployment.start))" } ?? "")</p>
                \(related ?? "")\(error ?? "")
                <table><thead><tr><th>Lifecycle event</th><th>Status</th><th>Start</th><th>Took</th><th>Hook</th></tr></thead>
                <tbody>\(deployment.events.map(Self.row).joined())</tbody></table>
                \(log(deployment))
                </article>
                """
        }.joined()
    }

    private static func row(_ event: Story.Deployment.Event) -> String {
        let style = ["Succeeded": "good", "Failed": "bad"][event.status] ?? "plain"
        let time = event.start.map { Story.clock($0) } ?? "–"
        let length = event.start.flatMap { start in event.end.map { Story.length($0 - start) } } ?? "–"
        let message = event.status == "Failed" ? event.message.map { "<br><small>\(HTML.escaped($0))</small>" } ?? "" : ""
        return """
            <tr><td>\(HTML.escaped(event.name))</td><td class="\(style)">\(HTML.escaped(event.status))\(message)</td><td>\(time)</td>\
            <td>\(length)</td><td>\(HTML.escaped(event.hook ?? "–"))</td></tr>
            """
    }

    private func log(_ deployment: Story.Deployment) -> String {
        let lines = story.hookLines(deployment)
        guard !lines.isEmpty else { return "" }
        let text = lines.map { "\(Story.clock($0.time))  \($0.function)  \($0.text)" }.joined(separator: "\n")
        return "<details open><summary>The hooks' log</summary><pre>\(HTML.escaped(text))</pre></details>"
    }

    private var footer: String {
        let date = story.start.formatted(.iso8601.year().month().day().dateSeparator(.dash))
        return "Made by <code>rollout demo --report</code> on \(HTML.escaped(date)). Times are the local cloud's, from its start."
    }
}
