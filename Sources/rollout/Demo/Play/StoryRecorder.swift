import Foundation
import LocalCloud
import Synchronization

/// Takes what happens into the story, and shows it as it comes.
final class StoryRecorder: Sendable {
    private let state: Mutex<Story>
    private let written = Mutex<[Seen]>([])
    let clock: CloudClock
    private let lines: StoryLines?

    /// - Parameter lines: What prints each thing that happens; `nil` where a picture is drawn, or nothing.
    init(_ clock: CloudClock, lines: StoryLines?) {
        self.clock = clock
        self.lines = lines
        state = Mutex(Story(start: clock.date))
    }

    var story: Story { state.withLock { $0 } }

    /// The story's time now, in seconds.
    var now: Double { clock.date.timeIntervalSince(state.withLock(\.start)) }

    /// Something and the story's time at which it happened, in seconds.
    struct Seen: Sendable {
        let time: Double
        let happening: Story.Happening
    }

    /// Takes what happens now, or at a time of the story, in seconds.
    func take(_ happening: Story.Happening, at time: Double? = nil) {
        let time = time ?? now
        // Inside the lock, so that lines come in the order of what happened.
        state.withLock { Self.take(happening, at: time, into: &$0, lines) }
    }

    /// Takes what was seen at one look, and what the hooks have written since the last one, in the order of their times.
    func take(_ seen: [Seen]) {
        let now = now
        let written = written.withLock { written in
            defer { written = [] }
            return written
        }
        state.withLock { story in
            let all = (seen + written).enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            for (_, seen) in all { Self.take(seen.happening, at: seen.time, into: &story, lines) }
            story.take(.tick, at: now)
        }
    }

    private static func take(_ happening: Story.Happening, at time: Double, into story: inout Story, _ lines: StoryLines?) {
        let before = lines == nil ? nil : story
        guard story.take(happening, at: time), let before else { return }
        lines?.print(happening, at: time, before, story)
    }

    /// Takes a line that a hook wrote; it is told at the next look. What the function itself writes would drown them.
    func take(_ line: LogLine) {
        guard line.origin == .process, line.function != DemoPlay.function else { return }
        let text = LogPrinter.withoutPrefix(line.message).visible()
        guard !text.allSatisfy(\.isWhitespace) else { return }
        let happening = Story.Happening.line(function: line.function, version: line.version, text: String(text.prefix(400)))
        let time = line.date.timeIntervalSince(state.withLock(\.start))
        written.withLock { $0.append(Seen(time: time, happening: happening)) }
    }
}
