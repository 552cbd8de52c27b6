import Foundation
import JSONValue
import Synchronization
import TestSupport

/// The built `rollout`, run as users run it.
enum RolloutTool {
    /// How a run ended, and what it wrote.
    struct Outcome {
        let status: Int32
        let output: String
        let error: String

        /// Standard output as one JSON value.
        func json() throws -> JSON { try JSON(parsing: output) }
    }

    /// The executable beside the tests' own.
    static let path = {
        #if os(macOS)
            let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }
            let folder = bundles.first?.bundleURL.deletingLastPathComponent()
        #else
            let folder = Bundle.main.executableURL?.deletingLastPathComponent()
        #endif
        return folder?.appending(path: "rollout").path ?? "rollout"
    }()

    static func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs it to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:], input: String? = nil) async throws -> Outcome {
        let process = process(arguments, environment: environment)
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            try process.run()
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        } else {
            try process.run()
        }
        async let errorText = text(of: error)
        let outputText = await text(of: output)
        let status = await ending(of: process)
        return Outcome(status: status, output: outputText, error: await errorText)
    }

    /// Waits for the end of a process, off the cooperative pool.
    static func ending(of process: Process) async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
    }

    static func text(of pipe: Pipe) async -> String {
        let handle = pipe.fileHandleForReading
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: String(decoding: handle.readDataToEndOfFile(), as: UTF8.self))
            }
        }
    }
}

/// Whether a process runs. One that has ended, and that nobody has asked about yet, doesn't.
func isRunning(_ pid: Int32) -> Bool {
    guard kill(pid, 0) == 0 else { return false }
    #if os(Linux)
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        // The name before it stands in parentheses, and may hold any character.
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    #else
        return true
    #endif
}

/// Waits until none of these processes runs any more; gives up after 10 seconds.
func haveEnded(_ pids: [Int32]) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while pids.contains(where: isRunning) {
        guard ContinuousClock.now < deadline else { return false }
        // Other processes can't be waited for, only looked at.
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}
