internal import Foundation
internal import JSONValue
internal import Synchronization

/// [CodeDeploy](https://docs.aws.amazon.com/codedeploy/latest/APIReference/Welcome.html) for the compute platform Lambda: it carries
/// deployments out, runs their hooks, watches their alarms and rolls them back.
///
/// What AWS leaves open is decided in CHOICES.md.
public final class CodeDeploy: AWSService {
    let context: CloudContext
    let records: Records
    /// What wakes the deployments that are under way, by their ids.
    let bells = Mutex<[String: CloudClock.Bell]>([:])

    /// - Throws: When a row that was kept can't be read.
    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        records = try Records(context.storage, context.clock)
    }

    /// The present time of the cloud, in seconds since 1970.
    var now: Double { context.clock.date.timeIntervalSince1970 }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        switch operation {
        case "CreateApplication": return try createApplication(read(input), call)
        case "GetApplication": return try getApplication(read(input), call)
        case "BatchGetApplications": return try batchGetApplications(read(input), call)
        case "ListApplications": return try listApplications(read(input), call)
        case "UpdateApplication": return try updateApplication(read(input), call)
        case "DeleteApplication": return try deleteApplication(read(input), call)
        case "CreateDeploymentGroup": return try createDeploymentGroup(read(input), call)
        case "GetDeploymentGroup": return try getDeploymentGroup(read(input), call)
        case "BatchGetDeploymentGroups": return try batchGetDeploymentGroups(read(input), call)
        case "ListDeploymentGroups": return try listDeploymentGroups(read(input), call)
        case "UpdateDeploymentGroup": return try updateDeploymentGroup(read(input), call)
        case "DeleteDeploymentGroup": return try deleteDeploymentGroup(read(input), call)
        case "CreateDeploymentConfig": return try createDeploymentConfig(read(input), call)
        case "GetDeploymentConfig": return try getDeploymentConfig(read(input), call)
        case "ListDeploymentConfigs": return try listDeploymentConfigs(read(input), call)
        case "DeleteDeploymentConfig": return try deleteDeploymentConfig(read(input), call)
        case "RegisterApplicationRevision": return try registerApplicationRevision(read(input), call)
        case "GetApplicationRevision": return try getApplicationRevision(read(input), call)
        case "BatchGetApplicationRevisions": return try batchGetApplicationRevisions(read(input), call)
        case "ListApplicationRevisions": return try listApplicationRevisions(read(input), call)
        case "CreateDeployment": return try createDeployment(read(input), call)
        case "GetDeployment": return try getDeployment(read(input), call)
        case "BatchGetDeployments": return try batchGetDeployments(read(input), call)
        case "ListDeployments": return try listDeployments(read(input), call)
        case "StopDeployment": return try stopDeployment(read(input), call)
        case "ListDeploymentTargets": return try listDeploymentTargets(read(input), call)
        case "GetDeploymentTarget": return try getDeploymentTarget(read(input), call)
        case "BatchGetDeploymentTargets": return try batchGetDeploymentTargets(read(input), call)
        case "PutLifecycleEventHookExecutionStatus": return try putLifecycleEventHookExecutionStatus(read(input), call)
        case "TagResource": return try tagResource(read(input), call)
        case "UntagResource": return try untagResource(read(input), call)
        case "ListTagsForResource": return try listTagsForResource(read(input), call)
        case _ where Self.unsupported.contains(operation):
            throw AWSError(
                "UnsupportedActionForDeploymentTypeException",
                "\(operation) is not for deployments of Lambda functions, the only ones that the local CodeDeploy carries out.")
        default: throw AWSError("UnknownOperationException", "CodeDeploy has no operation \(operation.prefix(100)).")
        }
    }

    /// Operations for instances, for blue/green deployments to them, and for GitHub.
    private static let unsupported: Set = [
        "AddTagsToOnPremisesInstances", "BatchGetDeploymentInstances", "BatchGetOnPremisesInstances", "ContinueDeployment",
        "DeleteGitHubAccountToken", "DeleteResourcesByExternalId", "DeregisterOnPremisesInstance", "GetDeploymentInstance",
        "GetOnPremisesInstance", "ListDeploymentInstances", "ListGitHubAccountTokenNames", "ListOnPremisesInstances",
        "RegisterOnPremisesInstance", "RemoveTagsFromOnPremisesInstances", "SkipWaitTimeForInstanceTermination",
    ]
}
