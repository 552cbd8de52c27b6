import Foundation
import TestSupport

/// A command, run to its end.
struct CommandLineTool {
    /// How it ended, and what it wrote, its errors included.
    struct Outcome {
        let status: Int32
        let output: String
    }

    let executable: String
    var environment: [String: String] = [:]
    var folder: URL?

    /// Runs it.
    ///
    /// - Throws: When it can't be started.
    func run(_ arguments: [String]) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [executable] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        // Off the cooperative pool: reading blocks until it ends.
        let data = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
        }
        return Outcome(status: await RolloutTool.ending(of: process), output: String(decoding: data, as: UTF8.self))
    }
}
