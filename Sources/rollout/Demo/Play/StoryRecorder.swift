import Foundation
import LocalCloud
import Synchronization

/// Takes what happens into the story, and shows it as it comes.
final class StoryRecorder: Sendable {
    private let state: Mutex<Story>
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

    func take(_ happening: Story.Happening) {
        let now = now
        // Inside the lock, so that lines come in the order of what happened.
        state.withLock { story in
            let before = lines == nil ? nil : story
            guard story.take(happening, at: now), let before else { return }
            lines?.print(happening, before, story)
        }
    }

    /// Takes a line that a hook wrote. What the function itself writes would drown them.
    func take(_ line: LogLine) {
        guard line.origin == .process, line.function != DemoPlay.function else { return }
        let text = LogPrinter.withoutPrefix(line.message).visible()
        guard !text.allSatisfy(\.isWhitespace) else { return }
        take(.line(function: line.function, version: line.version, text: String(text.prefix(400))))
    }
}
