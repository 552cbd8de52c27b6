import Foundation
import JSONValue
import LocalCloud
import Synchronization

/// The terminal: colours and progress where there is one that wants them, plain lines elsewhere.
final class Console: Sendable {
    /// How text is set off.
    enum Style: String {
        case bold = "1", dim = "2", red = "31", green = "32", yellow = "33", blue = "34", magenta = "35", cyan = "36"
    }

    /// Where text goes.
    enum Text {
        /// To standard output.
        case standardOutput
        /// To standard error, so that an answer stands alone on standard output.
        case standardError

        fileprivate var file: Int32 { self == .standardOutput ? STDOUT_FILENO : STDERR_FILENO }
    }

    private let isQuiet: Bool
    private let text: Text
    private let outputStyled: Bool
    private let canDrawOutput: Bool
    /// Whether there is a terminal for ``showProgress(_:)``.
    let showsProgress: Bool
    /// Whether a line of progress stands on the terminal, to be cleared before anything else is written.
    private let progress = Mutex(false)

    /// - Parameter isQuiet: Whether standard output is for JSON alone.
    init(
        isQuiet: Bool, text: Text = .standardOutput, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.isQuiet = isQuiet
        self.text = text
        // https://no-color.org
        let wantsStyle = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        outputStyled = wantsStyle && isatty(text.file) == 1
        canDrawOutput = environment["TERM"] != "dumb" && environment["TERM"] != nil && isatty(STDOUT_FILENO) == 1
        showsProgress = environment["TERM"] != "dumb" && isatty(STDERR_FILENO) == 1
    }

    /// The text in these styles, where there are any.
    func styled(_ text: String, _ styles: Style...) -> String {
        guard outputStyled else { return text }
        return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    /// Prints a line, unless standard output is for JSON alone. Whatever is in it does nothing to the terminal but colour it.
    func print(_ line: String = "") {
        if !isQuiet { write(line.visible(keepsStyle: outputStyled) + "\n", to: text.file) }
    }

    /// Whether standard output is a terminal that can be drawn on.
    var canDraw: Bool { !isQuiet && canDrawOutput }

    /// Prints text as it is, unless standard output is for JSON alone.
    func printRaw(_ text: String) {
        if !isQuiet { write(text, to: STDOUT_FILENO) }
    }

    /// Prints bytes on standard output, where a terminal gets them in a form that does nothing to it, and a line of their own.
    func printBytes(_ bytes: [UInt8]) {
        if isatty(STDOUT_FILENO) == 1 {
            write(String(decoding: bytes, as: UTF8.self).visible() + "\n", to: STDOUT_FILENO)
        } else {
            write(bytes, to: STDOUT_FILENO)
        }
    }

    /// Prints a JSON value on standard output, in a line of its own.
    func printJSON(_ value: JSON) {
        write(value.description + "\n", to: STDOUT_FILENO)
    }

    /// Prints a line on standard error.
    func printError(_ line: String) {
        write(line.visible() + "\n", to: STDERR_FILENO)
    }

    /// Shows what is being done, in place of what was shown before; on a terminal only.
    func showProgress(_ line: String) {
        guard showsProgress else { return }
        progress.withLock { isShown in
            isShown = true
            writeAll(Array("\r\u{1B}[2K\(line.filter { !$0.isNewline }.prefix(100).description.visible())".utf8), to: STDERR_FILENO)
        }
    }

    /// Removes the line of progress.
    func clearProgress() {
        write("", to: STDERR_FILENO)
    }

    private func write(_ text: String, to file: Int32) { write(Array(text.utf8), to: file) }

    private func write(_ bytes: [UInt8], to file: Int32) {
        progress.withLock { isShown in
            if isShown { writeAll(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO) }
            isShown = false
            writeAll(bytes, to: file)
        }
    }

    private func writeAll(_ bytes: [UInt8], to file: Int32) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            // Nobody reads any more, or will.
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
