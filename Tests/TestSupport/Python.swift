public import Foundation
import Synchronization

/// Python with the packages that some tests compare with: the one of `.build/venv` where that exists, else `python3`.
public enum Python {
    /// The folder that Package.swift is in.
    public static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let known = Mutex<[String: Bool]>([:])

    /// Whether a module can be imported; tests that need it are skipped where it cannot.
    public static func has(_ module: String) -> Bool {
        known.withLock { known in
            if let answer = known[module] { return answer }
            let process = process(["-c", "import \(module)"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            var answer = false
            if (try? process.run()) != nil {
                process.waitUntilExit()
                answer = process.terminationStatus == 0
            }
            known[module] = answer
            return answer
        }
    }

    /// A process, not yet started, that runs Python with these arguments.
    public static func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
        let process = Process()
        let venv = packageRoot.appending(path: ".build/venv/bin/python")
        if FileManager.default.isExecutableFile(atPath: venv.path) {
            process.executableURL = venv
            process.arguments = arguments
        } else {
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3"] + arguments
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// What a program prints; it fails when the program does.
    public static func output(of arguments: [String], environment: [String: String] = [:]) async throws -> Data {
        let process = process(arguments, environment: environment)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        // Off the cooperative pool: reading blocks until the program ends.
        let output = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(arguments: arguments, status: process.terminationStatus) }
        return output
    }

    /// A program that ended with an error.
    public struct Failure: Error {
        let arguments: [String]
        let status: Int32
    }
}
