internal import Foundation
internal import Subprocess

#if canImport(System)
    internal import System
#else
    internal import SystemPackage
#endif

/// Runs the programs that fetch and build.
enum BuildTool {
    struct Outcome {
        let succeeded: Bool
        let output: String

        /// The last lines, for an error's text.
        var end: String { output.split(separator: "\n").suffix(12).joined(separator: "\n") }
    }

    /// What no tool's output comes near.
    private static let longestOutput = 16 << 20

    /// Where a program is in `PATH`.
    static func path(of name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end; cancelling the task ends it.
    ///
    /// - Parameters:
    ///   - environment: The whole environment; `nil` for ours with the messages in English, which are read.
    ///   - onLine: Is called with each line that it writes.
    static func run(
        _ name: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String]? = nil,
        onLine: (Substring) -> Void = { _ in }
    ) async throws -> Outcome {
        guard let path = path(of: name) else { throw StaticLibrariesError.missingTools([name]) }
        var environment = environment ?? ProcessInfo.processInfo.environment
        environment["LC_ALL"] = "C"
        var output: [UInt8] = []
        var line: [UInt8] = []
        let outcome = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments),
            environment: .custom(environment.map { Array("\($0)=\($1)\0".utf8) }),
            workingDirectory: folder.map { FilePath($0.path(percentEncoded: false)) },
            input: .none, output: .sequence, error: .combinedWithOutput
        ) { process in
            for try await buffer in process.standardOutput {
                let bytes = buffer.withUnsafeBytes { Array($0) }
                if output.count < longestOutput { output += bytes }
                for byte in bytes where byte != UInt8(ascii: "\n") || !line.isEmpty {
                    if byte == UInt8(ascii: "\n") {
                        onLine(Substring(decoding: line, as: UTF8.self))
                        line.removeAll(keepingCapacity: true)
                    } else if line.count < 4096 {
                        line.append(byte)
                    }
                }
            }
        }
        try Task.checkCancellation()
        let succeeded = if case .exited(0) = outcome.terminationStatus { true } else { false }
        return Outcome(succeeded: succeeded, output: String(decoding: output, as: UTF8.self))
    }
}
