import Foundation
import JSONValue
import TestSupport
import Testing

@testable import rollout

/// A story as `rollout demo` records it, made by hand.
enum RecordedStory {
    static func make(log: String = "the new version answered", reason: String = "Threshold Crossed") -> Story {
        var story = Story(start: Date(timeIntervalSince1970: 1_800_000_000))
        story.take(.weights(["1": 1]), at: 0)
        story.take(.note("Version 1 takes all the traffic.", .plain), at: 0)
        for second in 0..<120 { story.take(.request(version: "1", succeeded: true), at: Double(second)) }
        story.take(.alarm(name: "Api-live-v2-errors", version: "2", state: "OK", reason: ""), at: 60)
        story.take(.deployment(deployment("d-1", from: "1", to: "2", "InProgress", start: 60)), at: 60)
        story.take(.line(function: "BeforeTraffic", version: "$LATEST", text: log), at: 61)
        story.take(.weights(["1": 0.9, "2": 0.1]), at: 62)
        story.take(.request(version: "2", succeeded: true), at: 70)
        story.take(.request(version: "2", succeeded: false), at: 80)
        story.take(.refusal(version: "3", message: "already has an active Deployment"), at: 90)
        story.take(.alarm(name: "Api-live-v2-errors", version: "2", state: "ALARM", reason: reason), at: 120)
        story.take(.deployment(deployment("d-1", from: "1", to: "2", "Stopped", start: 60, end: 121, error: "ALARM_ACTIVE")), at: 121)
        story.take(.deployment(deployment("d-2", from: "2", to: "1", "Succeeded", start: 121, end: 122, isRollback: true)), at: 122)
        story.take(.weights(["1": 1]), at: 122)
        story.take(.deployment(deployment("d-3", from: "1", to: "3", "InProgress", start: 125)), at: 125)
        return story
    }

    static func deployment(
        _ id: String, from source: String, to target: String, _ status: String, start: Double, end: Double? = nil, error: String? = nil,
        isRollback: Bool = false
    ) -> Story.Deployment {
        let events = ["Start", "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic", "End"].map { name in
            Story.Deployment.Event(
                name: name, status: status == "Stopped" && name == "AllowTraffic" ? "Failed" : "Succeeded", start: start, end: end,
                hook: name == "BeforeAllowTraffic" ? "BeforeTraffic" : nil, message: nil)
        }
        return Story.Deployment(
            id: id, source: source, target: target, status: status, isRollback: isRollback, related: nil, start: start, end: end,
            errorCode: error, errorMessage: error.map { _ in "The alarm went off" }, events: events)
    }
}

@Suite("The story of a rollout")
struct StoryTests {
    @Test("requests are counted by version, and told in JSON")
    func counts() {
        let story = RecordedStory.make()
        #expect(story.total == Story.Count(succeeded: 121, failed: 1))
        #expect(story.totals["2"] == Story.Count(succeeded: 1, failed: 1))
        #expect(story.versions == ["1", "2", "3"])
        #expect(story.json["requests"] == 122 && story.json["errors"] == 1)
        #expect(story.json["versions"]?[1]?["outcome"] == "rolled back by the alarm")
        #expect(story.json["deployments"]?.array?.count == 3)
        #expect(story.errorRates()[8] == 1.0 / 11)
    }

    @Test("what is seen again unchanged is nothing new")
    func repetition() {
        var story = RecordedStory.make()
        let again = story.take(.weights(["1": 1]), at: 130)
        #expect(!again)
        let sameState = story.take(.alarm(name: "Api-live-v2-errors", version: "2", state: "ALARM", reason: "again"), at: 130)
        #expect(!sameState)
        let same = story.take(.deployment(RecordedStory.deployment("d-3", from: "1", to: "3", "InProgress", start: 125)), at: 130)
        #expect(!same)
        let change = story.take(
            .deployment(RecordedStory.deployment("d-3", from: "1", to: "3", "Succeeded", start: 125, end: 131)), at: 131)
        #expect(change)
        #expect(story.deployments.count == 3 && story.outcome(of: "3").text == "released")
    }

    @Test("a version that no request reached was stopped before that")
    func unmet() {
        var story = Story(start: .now)
        story.take(
            .deployment(RecordedStory.deployment("d-1", from: "1", to: "2", "Failed", start: 1, end: 2, error: "HOOK_EXECUTION_FAILURE")),
            at: 2)
        #expect(story.outcome(of: "2").text == "stopped before any request reached it")
        story.take(.request(version: "2", succeeded: true), at: 3)
        #expect(story.outcome(of: "2").text == "rolled back")
    }

    @Test("the picture fits the terminal, however small", arguments: [20, 40, 80, 200], [3, 8, 14, 50])
    func picture(columns: Int, rows: Int) {
        var story = RecordedStory.make()
        for number in 0..<30 {
            story.take(.deployment(RecordedStory.deployment("d-x\(number)", from: "1", to: "2", "Succeeded", start: 1, end: 2)), at: 130)
        }
        let console = Console(isQuiet: false, environment: ["NO_COLOR": "1"])
        let lines = StoryPicture(story: story, console: console, columns: columns, rows: rows).lines
        #expect(!lines.isEmpty && lines.count < max(rows, 2))
        #expect(lines.allSatisfy { $0.count <= max(columns - 1, 20) && !$0.contains("\u{1B}") })
        #expect(lines[0].hasPrefix("rollout demo"))
    }

    @Test("at 60 columns it is told how each deployment ended, words stay whole, and each version has its part of the bar")
    func narrowPicture() throws {
        var story = RecordedStory.make(log: "INFO the new version answered body=tea costs 3, says version 2 status=200 more words")
        story.take(
            .deployment(RecordedStory.deployment("d-9", from: "1", to: "4", "Failed", start: 1, end: 2, error: "HOOK_EXECUTION_FAILURE")),
            at: 130)
        story.take(.weights(["1": 0.99, "2": 0.01]), at: 131)
        let console = Console(isQuiet: false, environment: ["NO_COLOR": "1"])
        let lines = StoryPicture(story: story, console: console, columns: 60, rows: 50).lines
        for ending in ["  ALARM_ACTIVE", "  Succeeded", "  InProgress", "  HOOK_EXECUTION_FAILURE"] {
            #expect(lines.contains { $0.hasSuffix(ending) }, "\(ending)")
        }
        #expect(lines.allSatisfy { $0.count <= 59 })
        let bar = try #require(lines.first { $0.hasPrefix("Traffic") })
        #expect(bar.contains("█") && bar.hasSuffix("▒") && bar.count == 58)
        #expect(lines.contains { $0.contains("█ v1 99 %   ▒ v2 1 %") })
        #expect(lines.contains("BeforeTraffic │ INFO the new version answered body=tea …"))
        let wide = StoryPicture(story: story, console: console, columns: 110, rows: 50).lines
        #expect(wide.contains { $0.contains("Start✔ Before✔") })
    }

    @Test("words are wrapped between them")
    func wrapping() {
        #expect(StoryPicture.wrapped("one two three", 7) == ["one two", "three"])
        #expect(StoryPicture.wrapped("incomprehensible", 5) == ["incomprehensible"])
        #expect(StoryPicture.wrapped("", 5) == [""])
    }
}

@Suite("The report of a rollout")
struct StoryReportTests {
    private func html(log: String = "fine", reason: String = "") -> String {
        StoryReport(story: RecordedStory.make(log: log, reason: reason), realTime: .seconds(3)).html
    }

    @Test("it needs nothing from anywhere")
    func standsAlone() {
        let html = html()
        for part in ["<script", "http://", "https://", " src=", "@import", "url(", "<link"] { #expect(!html.contains(part), "\(part)") }
        #expect(html.contains("prefers-color-scheme: dark"))
        #expect(
            html.contains("1 of 122 requests failed") && html.contains("rolled back by the alarm") && html.contains("1 failed"))
        #expect(!html.contains("user"))
        #expect(html.contains("already has an active Deployment"))
    }

    @Test("what is written is readable in both schemes: a contrast of 4.5:1 at least")
    func contrast() throws {
        let schemes = StoryReport.style.components(separatedBy: "@media (prefers-color-scheme: dark)")
        let light = try variables(schemes[0])
        let dark = light.merging(try variables(schemes[1])) { $1 }
        #expect(light.count == dark.count && light != dark)
        let fills = ["good", "bad", "soft", "hook", "v0", "v1", "v2", "v3", "v4", "v5"]
        let pairs =
            ["ink", "soft", "good", "bad", "wait"].flatMap { text in ["paper", "card", "band"].map { (text, $0) } }
            + fills.map { ("onfill", $0) }
        for (name, scheme) in [("light", light), ("dark", dark)] {
            for (text, ground) in pairs {
                let one = try #require(scheme[text]), other = try #require(scheme[ground])
                let contrast = (max(one, other) + 0.05) / (min(one, other) + 0.05)
                #expect(contrast >= 4.5, "\(text) on \(ground), \(name): \(contrast)")
            }
            // Of what is only drawn, 3:1 is asked for.
            for version in 0...5 {
                let one = try #require(scheme["v\(version)"]), other = try #require(scheme["band"])
                #expect((max(one, other) + 0.05) / (min(one, other) + 0.05) >= 3)
            }
        }
        // Nothing else colours text, and no two names stand for one colour but the hooks' ink.
        let rest = StoryReport.style.replacing(/--[a-z0-9]+: #[0-9a-f]{6};/, with: "")
        #expect(!rest.contains(/(fill|color): #/) && !rest.contains("opacity: ."))
    }

    /// The relative luminance of the style's colours, as WCAG defines it.
    private func variables(_ style: String) throws -> [String: Double] {
        let pairs = style.matches(of: /--([a-z0-9]+): #([0-9a-f]{6});/).map { match in
            let number = Int(match.2, radix: 16) ?? 0
            let parts = [number >> 16, number >> 8 & 255, number & 255].map { part in
                let share = Double(part) / 255
                return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
            }
            return (String(match.1), 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])
        }
        return Dictionary(pairs) { _, last in last }
    }

    @Test("the error rate is that of the new version's own requests, with the alarm's threshold")
    func candidateRate() {
        let story = RecordedStory.make()
        #expect(story.candidates == ["2", "3"])
        #expect(story.errorRates(of: "2")[7...8] == [0, 1])
        let html = html()
        #expect(html.contains("version 2: at most 100 % of its requests failed") && html.contains("alarm above 5 %"))
        #expect(html.contains("class=\"threshold\"") && html.contains("class=\"rate l1\""))
    }

    @Test("what a hook writes stays text")
    func escaping() {
        let html = html(log: "<script>alert(1)</script>&\"'\u{1B}[31m\u{0}", reason: "</title><script>")
        #expect(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;\u{FFFD}[31m\u{FFFD}"))
    }

    @Test("the drawing is well-formed XML, and every element of the page is closed", .enabled(if: Python.has("html.parser")))
    func wellFormed() async throws {
        let folder = try TemporaryFolder()
        let page = folder.url.appending(path: "story.html")
        try Data(html(log: "a < b & c").utf8).write(to: page)
        let script = """
            import sys, re, html.parser, xml.etree.ElementTree as tree
            text = open(sys.argv[1], encoding="utf-8").read()
            drawings = re.findall(r"<svg.*?</svg>", text, re.S)
            assert len(drawings) == 2
            for svg, width in zip(drawings, (1200, 344)):
                root = tree.fromstring(svg)
                numbers = [float(v) for e in root.iter() for k, v in e.attrib.items() if k in ("x", "y", "width", "height")]
                assert numbers and all(-1 <= n <= 2000 for n in numbers), (min(numbers), max(numbers))
                for e in root.iter():
                    if "width" in e.attrib: assert float(e.attrib["x"]) + float(e.attrib["width"]) <= width, e.attrib
            class Checker(html.parser.HTMLParser):
                stack = []
                def handle_starttag(self, tag, attrs):
                    if tag not in ("meta", "br"): self.stack.append(tag)
                def handle_startendtag(self, tag, attrs): pass
                def handle_endtag(self, tag): assert self.stack.pop() == tag, tag
            checker = Checker(); checker.feed(text); checker.close()
            assert not checker.stack, checker.stack
            print(len(list(root.iter())))
            """
        let output = try await Python.output(of: ["-c", script, page.path])
        #expect((Int(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)) ?? 0) > 50)
    }

    @Test("a story in which nothing happened is drawn too")
    func empty() {
        let html = StoryReport(story: Story(start: .now), realTime: .zero).html
        #expect(html.contains("</svg>") && html.contains("0 requests, and not one error"))
    }
}
