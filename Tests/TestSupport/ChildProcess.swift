public import Foundation

/// A program that a test starts and that ends with the test.
public final class ChildProcess: @unchecked Sendable {
    private let process: Process
    private let output = Pipe()

    /// Starts `executable`, looked up in `PATH` unless it is a path.
    ///
    /// - Throws: when there is no such program.
    public convenience init(_ executable: String, _ arguments: [String], environment: [String: String]? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [executable] + arguments
        if let environment { process.environment = environment }
        try self.init(process)
    }

    /// Starts a process that is set up already, such as ``Python/process(_:environment:)``.
    ///
    /// - Throws: when there is no such program.
    public init(_ process: Process) throws {
        self.process = process
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
    }

    deinit { stop() }

    /// Its process id.
    public var id: Int32 { process.processIdentifier }

    /// The first line of its standard output, which may take as long as the program needs to start.
    public func firstLine() async -> String? {
        await offThePool { [output] in
            var line: [UInt8] = []
            while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
            return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
        }
    }

    /// All of its standard output, once it has ended, and its status.
    public func result() async -> (output: String, status: Int32) {
        await offThePool { self.wait() }
    }

    private func wait() -> (output: String, status: Int32) {
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
    }

    /// Waits on a thread that may block: the concurrency pool has as many as there are cores, and other tests need them.
    private func offThePool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    /// Ends it. SIGTERM would not do: a child inherits the signal mask of the thread that started it, and Dispatch's threads block it.
    public func stop() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Whether a program can be started and ends well.
    public static func works(_ executable: String, _ arguments: [String]) -> Bool {
        guard let child = try? ChildProcess(executable, arguments) else { return false }
        return child.wait().status == 0
    }
}
