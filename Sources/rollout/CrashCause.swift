import Foundation

/// What the log of a process that crashed says about why, out of the hundred lines that Swift's backtrace has.
struct CrashCause: CustomStringConvertible {
    /// Such as `Fatal error: Index out of range`.
    let message: String
    /// The line of source that led to it, such as `Sources/Hook/main.swift:12`.
    let place: String?

    /// - Parameters:
    ///   - log: The lines that the process wrote, in their order.
    ///   - folder: The package whose lines of source are meant.
    init?(log: [String], folder: String) {
        // A crash ends a process: what was logged before its last one is not about it.
        let isBeginning = { (line: String) in line.contains("Fatal error: ") || line.hasPrefix("*** Program crashed: ") }
        guard let start = log.lastIndex(where: isBeginning) else { return nil }
        let lines = log[(log[...start].lastIndex { $0.contains("Fatal error: ") } ?? start)...]
        guard let first = lines.first else { return nil }
        if let match = first.firstMatch(of: /^(?:(\S.*\.swift:\d+): )?(Fatal error: .*)$/) {
            message = String(match.2)
            // The library's own line says nothing of whose mistake it is.
            let own = match.1.flatMap { $0.hasPrefix("Swift/") ? nil : String($0) }
            place = Self.frame(lines, folder) ?? own
        } else {
            message = String(first.dropFirst("*** Program crashed: ".count).prefix { $0 != "*" }).trimmingCharacters(in: .whitespaces)
            place = Self.frame(lines, folder)
        }
    }

    /// The innermost line of source in the package, else the innermost that there is, of the thread that crashed.
    private static func frame(_ lines: ArraySlice<String>, _ folder: String) -> String? {
        let frames = lines.drop { !($0.hasPrefix("Thread ") && $0.hasSuffix("crashed:")) }.dropFirst(2).prefix { !$0.isEmpty }
        let places = frames.compactMap { $0.firstMatch(of: /\ at (\/[^<>]+:\d+)(?::\d+)?$/).map { String($0.1) } }
        let root = folder.hasSuffix("/") ? folder : folder + "/"
        let own = places.first { $0.hasPrefix(root) && !$0.dropFirst(root.count).hasPrefix(".build/") }
        return own.map { String($0.dropFirst(root.count)) } ?? places.first
    }

    var description: String { message + (place.map { "\n  at \($0)" } ?? "") }
}
