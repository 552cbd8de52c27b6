import Foundation
import JSONValue
import LocalCloud

/// The event of `--event`.
struct HookEvent {
    /// The event as it stands in the file.
    let payload: [UInt8]
    /// The hook's run that its ids belong to; `nil` when it has none.
    let execution: CodeDeploy.HookExecution?

    /// Both ids, where it has them.
    var ids: (deployment: String, execution: String)? { execution.map { ($0.deploymentID, $0.id) } }

    /// Reads a file, or standard input for `-`.
    init(file: String) throws {
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: file) {
            handle = opened
        } else {
            throw Failure("The event file \(file) can't be read.")
        }
        do {
            // One byte more than Lambda takes tells a larger event from the largest.
            payload = Array(try handle.read(upToCount: Function.largestEvent + 1) ?? Data())
        } catch {
            throw Failure("The event file \(file) can't be read.")
        }
        guard payload.count <= Function.largestEvent else {
            throw Failure("The event file \(file) is larger than the \(Function.largestEvent) bytes that Lambda takes.")
        }
        let event: JSON
        do { event = try JSON(parsing: payload) } catch { throw Failure("The event file \(file) holds \(error).") }
        if let deployment = event["DeploymentId"]?.string, let id = event["LifecycleEventHookExecutionId"]?.string {
            execution = CodeDeploy.HookExecution(deploymentID: deployment, id: id)
        } else {
            execution = nil
        }
    }
}
