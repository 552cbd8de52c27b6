import Foundation
import JSONValue
import LambdaPackage
import LocalCloud

/// The event of `--event`.
struct HookEvent {
    /// The event as it was given.
    let payload: [UInt8]
    /// The hook's run that its ids belong to; `nil` when it has none.
    let execution: CodeDeploy.HookExecution?

    /// Whether it is an event that CodeDeploy sends to hooks.
    var isForHook: Bool { execution != nil }

    /// Both ids, where it has them.
    var ids: (deployment: String, execution: String)? { execution.map { ($0.deploymentID, $0.id) } }

    /// Takes JSON as it is, reads standard input for `-`, and else a file.
    init(argument: String) throws {
        let name: String
        guard !argument.allSatisfy(\.isWhitespace) else { throw Failure("--event is empty: give a file, JSON, or - for standard input.") }
        if ["{", "[", "\""].contains(argument.drop(while: \.isWhitespace).first) || Self.isLoneValue(argument) {
            name = "The event"
            payload = Array(argument.utf8)
        } else {
            name = argument == "-" ? "The event on standard input" : "The event file \(argument)"
            payload = try Self.read(argument, name)
        }
        guard payload.count <= Function.largestEvent else {
            throw Failure("\(name) is larger than the \(Function.largestEvent) bytes that Lambda takes.")
        }
        let event: JSON
        do { event = try JSON(parsing: payload) } catch { throw Failure("\(name) holds \(error).") }
        if let deployment = event["DeploymentId"]?.string, let id = event["LifecycleEventHookExecutionId"]?.string {
            execution = CodeDeploy.HookExecution(deploymentID: deployment, id: id)
        } else {
            execution = nil
        }
    }

    /// Whether it is JSON that a file's name might be, too, such as `7` or `null`, and is no file's name.
    private static func isLoneValue(_ argument: String) -> Bool {
        argument != "-" && !FileManager.default.fileExists(atPath: argument) && (try? JSON(parsing: Array(argument.utf8))) != nil
    }

    private static func read(_ file: String, _ name: String) throws -> [UInt8] {
        do {
            let handle = file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: file))
            // One byte more than Lambda takes tells a larger event from the largest.
            return Array(try handle.read(upToCount: Function.largestEvent + 1) ?? Data())
        } catch {
            throw Failure("\(name) can't be read: \(error.fileReason).")
        }
    }
}
