public import Foundation

extension Python {
    /// The folder that Package.swift is in.
    public static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What a script of the package prints, given by its path from the package's root.
    ///
    /// - Throws: ``ScriptFailure`` when it ends badly; what it says is then on standard error.
    public static func output(of script: String, _ arguments: [String] = []) async throws -> Data {
        let child = try ChildProcess(executable, [packageRoot.appendingPathComponent(script).path] + arguments)
        // Off the cooperative pool: reading blocks until the script ends.
        let (output, status) = await withCheckedContinuation { continuation in
            let child = UncheckedSendable(child)
            Thread.detachNewThread { continuation.resume(returning: child.value.result()) }
        }
        guard status == 0 else { throw ScriptFailure(script: script, status: status) }
        return Data(output.utf8)
    }

    /// A script that ended with another status than 0.
    public struct ScriptFailure: Error {
        let script: String
        let status: Int32
    }

    /// Hands a value to another thread that nobody else uses meanwhile.
    private struct UncheckedSendable<Value>: @unchecked Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }
}
