import Foundation
import JSONValue
import Synchronization

@testable import LocalCloud

/// Functions that are names with versions, aliases that move as Lambda's do, and hooks that are closures.
final class FakeLambda: FunctionInvoker {
    typealias Hook = @Sendable (CodeDeploy.HookExecution, CloudWorld) async throws(AWSError) -> InvokeOutput

    struct Alias: Sendable, Hashable {
        var version: String
        var weights: [String: Double] = [:]
        var revision = UUID().uuidString
    }

    /// One change of an alias: where the traffic went then, and when.
    struct Move: Sendable, Hashable {
        let seconds: Int
        let version: String
        var weights: [String: Double] = [:]
    }

    struct State: Sendable {
        var versions: [String: Set<String>] = [:]
        var aliases: [String: Alias] = [:]
        var moves: [Move] = []
        /// The hooks that were called, and with what.
        var invocations: [(function: String, payload: [UInt8], caller: AWSCall.Caller)] = []
    }

    let state = Mutex(State())
    let hooks = Mutex<[String: Hook]>([:])
    /// What hooks wait for that hang, and that they do.
    let patience = Gate()
    let called = Gate()
    private let world = Mutex<CloudWorld?>(nil)

    /// The function `shop` with the versions 1 to 5, and its alias `live` at version 1.
    init() {
        state.withLock { state in
            state.versions["shop"] = ["1", "2", "3", "4", "5"]
            state.aliases["shop:live"] = Alias(version: "1")
        }
    }

    func enter(_ world: CloudWorld?) { self.world.withLock { $0 = world } }

    var live: Alias? { state.withLock { $0.aliases["shop:live"] } }
    var moves: [Move] { state.withLock(\.moves) }
    func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        let world = world.withLock { $0 }
        try await world?.passing(operation)
        let output = try answer(operation, input, world)
        try await world?.passing(operation)
        return output
    }

    private func answer(_ operation: String, _ input: JSON, _ world: CloudWorld?) throws(AWSError) -> JSON {
        let function = input["FunctionName"]?.string ?? ""
        return try state.withLock { state throws(AWSError) in
            guard let versions = state.versions[function] else {
                throw AWSError("ResourceNotFoundException", "Function not found: \(function)")
            }
            switch operation {
            case "GetFunctionConfiguration":
                guard let qualifier = input["Qualifier"]?.string else { return [:] }
                guard versions.contains(qualifier) else {
                    throw AWSError("ResourceNotFoundException", "Function not found: \(function):\(qualifier)")
                }
                return ["Version": .string(qualifier)]
            case "GetAlias", "UpdateAlias":
                let key = "\(function):\(input["Name"]?.string ?? "")"
                guard var alias = state.aliases[key] else { throw AWSError("ResourceNotFoundException", "Cannot find alias arn: \(key)") }
                if operation == "UpdateAlias" {
                    if let revision = input["RevisionId"]?.string, revision != alias.revision {
                        throw AWSError("PreconditionFailedException", "The RevisionId provided does not match the latest one.")
                    }
                    alias.version = input["FunctionVersion"]?.string ?? alias.version
                    if let weights = input["RoutingConfig"]?["AdditionalVersionWeights"]?.object {
                        alias.weights = Dictionary(weights.map { ($0.key, $0.value.double ?? 0) }) { $1 }
                    }
                    for version in [alias.version] + alias.weights.keys where !versions.contains(version) {
                        throw AWSError("ResourceNotFoundException", "Function not found: \(function):\(version)")
                    }
                    alias.revision = UUID().uuidString
                    state.aliases[key] = alias
                    state.moves.append(Move(seconds: world?.seconds ?? 0, version: alias.version, weights: alias.weights))
                }
                return [
                    "FunctionVersion": .string(alias.version), "RevisionId": .string(alias.revision),
                    "RoutingConfig": [
                        "AdditionalVersionWeights": .object(alias.weights.reduce(into: JSON.Object()) { $0[$1.key] = .number($1.value) })
                    ],
                ]
            default: throw AWSError("UnknownOperationException", operation)
            }
        }
    }

    func invokeWithResponseStream(
        function: String, qualifier: String?, payload: [UInt8], type: InvocationType, logTail: Bool, clientContext: String?, call: AWSCall
    ) async throws(AWSError) -> StreamedInvocation {
        throw AWSError("UnknownOperationException", "CodeDeploy does not ask for streams.")
    }

    func invoke(
        function: String, qualifier: String?, payload: [UInt8], type: InvocationType, logTail: Bool, clientContext: String?, call: AWSCall
    ) async throws(AWSError) -> InvokeOutput {
        state.withLock { $0.invocations.append((function, payload, call.caller)) }
        guard let world = world.withLock({ $0 }), let hook = hooks.withLock({ $0[function] }) else {
            throw AWSError("ResourceNotFoundException", "Function not found: \(function)")
        }
        guard let event = try? JSON(parsing: payload), let deployment = event["DeploymentId"]?.string,
            let id = event["LifecycleEventHookExecutionId"]?.string, event.object?.count == 2
        else { throw AWSError("InvalidRequestContentException", "The event is not that of a hook.") }
        try await world.passing("Invoke")
        let output = try await hook(CodeDeploy.HookExecution(deploymentID: deployment, id: id), world)
        try await world.passing("Invoke")
        return output
    }
}

extension FakeLambda {
    /// A hook that reports and returns.
    static func reports(_ status: String, times: Int = 1) -> Hook {
        { execution, world throws(AWSError) in
            for _ in 0..<times {
                do throws(AWSError) {
                    try await world.report(execution, status)
                } catch {
                    if times == 1 { throw error }
                }
            }
            return InvokeOutput(status: 200, logResult: Data("START\nreported \(status)\nEND\n".utf8).base64EncodedString())
        }
    }

    /// A hook that returns, or ends with an error, without a word.
    static func isSilent(error: String? = nil) -> Hook {
        { _, _ throws(AWSError) in
            let payload: JSON = error == nil ? .null : ["errorType": "Runtime.ExitError", "errorMessage": "signal: aborted"]
            return InvokeOutput(
                status: 200, functionError: error, logResult: Data("silence".utf8).base64EncodedString(), payload: payload.serialized())
        }
    }

    /// A hook that can't be called.
    static func fails(_ code: String, _ message: String = "no") -> Hook {
        { _, _ throws(AWSError) in throw AWSError(code, message) }
    }
}
