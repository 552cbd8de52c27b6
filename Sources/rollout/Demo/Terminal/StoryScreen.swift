import Foundation
import Synchronization

/// A picture on the terminal that is redrawn in its place.
final class StoryScreen: Sendable {
    private struct Drawn {
        /// How many lines of the last picture stand above the cursor.
        var lines = 0
        var columns = 0
    }

    private let console: Console
    private let drawn = Mutex(Drawn())

    init(_ console: Console) {
        self.console = console
        Self.hidesCursor.withLock { $0 = true }
    }

    /// Draws the story in place of the last picture, in the size that the terminal has now.
    func draw(_ story: Story) {
        let (columns, rows) = Self.size()
        let lines = StoryPicture(story: story, console: console, columns: columns, rows: rows).lines
        drawn.withLock { drawn in
            // Drawn in one go where the terminal can do that, and without the cursor running about.
            var text = "\u{1B}[?2026h\u{1B}[?25l"
            if drawn.columns != 0, drawn.columns != columns {
                // The terminal has wrapped lines anew, nobody knows where: begin with an empty screen.
                text += "\u{1B}[H\u{1B}[2J"
            } else if drawn.lines > 0 {
                text += "\u{1B}[\(min(drawn.lines, max(rows - 1, 1)))A\r"
            }
            for line in lines { text += line + "\u{1B}[K\n" }
            text += "\u{1B}[J\u{1B}[?2026l"
            drawn = Drawn(lines: lines.count, columns: columns)
            console.printRaw(text)
        }
    }

    /// Leaves the picture where it is, and the terminal as it was.
    func finish() {
        console.printRaw(Self.restoration)
        Self.hidesCursor.withLock { $0 = false }
    }

    /// Gives the terminal its cursor back when the process ends without ``finish()``.
    static func restore() {
        guard hidesCursor.withLock({ $0 }) else { return }
        let bytes = Array(restoration.utf8)
        _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    private static let restoration = "\u{1B}[?25h"
    private static let hidesCursor = Mutex(false)

    private static func size() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
