internal import JSONValue

/// `Start`: whether the deployment can be carried out at all.
extension CodeDeploy.DeploymentRun {
    /// What a rollback takes to start, in seconds: as on AWS, whoever deploys meanwhile is refused.
    static let rollbackStart = 10.0

    func start() async throws(Interruption) {
        guard try !row.event(.start).status.isFinal else { return }
        let isNew = try row.status == .created
        let now = service.now
        change { deployment in
            deployment.status = .inProgress
            deployment.started = deployment.started ?? now
        }
        begin(.start)
        if isNew {
            log("started")
            await announce(.deploymentStart)
        }
        if try row.creator == .codeDeployRollback { _ = try await wait(until: row.created + Self.rollbackStart) }
        // Asked to stop, or without a group, it does nothing at all.
        if try row.stop != nil { throw .stopped }
        _ = try group
        if try row.target == nil { try await readAppSpec() }
        change { $0.target?.status = .inProgress }
        try await checkAlarms()
        try await checkAlias()
        finish(.start)
    }

    private func readAppSpec() async throws(Interruption) {
        let text = try await appSpecText()
        do throws(Fault) {
            let spec = try CodeDeploy.AppSpec(parsing: text)
            let now = service.now
            change { deployment in
                deployment.target = CodeDeploy.Deployment.Target(
                    function: spec.function, alias: spec.alias, currentVersion: spec.currentVersion, targetVersion: spec.targetVersion,
                    hooks: spec.hooks, updated: now)
            }
        } catch {
            throw .fault(error)
        }
    }

    private func appSpecText() async throws(Interruption) -> String {
        let revision = try row.revision
        if let content = revision.content { return content }
        guard let location = revision.s3Location, let bucket = location.bucket, let key = location.key else {
            throw .fault(Fault(.revisionMissing, "The revision is nowhere."))
        }
        let object: JSON
        do throws(AWSError) {
            object = try await call(
                ServiceName.s3, "GetObject",
                JSON(members: ["Bucket": .string(bucket), "Key": .string(key), "VersionId": .text(location.version)]),
                action: "s3:GetObject", on: "arn:aws:s3:::\(bucket)/\(key)")
        } catch {
            throw .fault(fault(error, of: "AmazonS3", otherwise: .revisionMissing))
        }
        func unquoted(_ text: String) -> String { text.filter { $0 != "\"" } }
        if let wanted = location.eTag, let found = object["ETag"]?.string, unquoted(wanted) != unquoted(found) {
            throw .fault(Fault(.revisionMissing, "The object s3://\(bucket)/\(key) has the ETag \(found), not \(wanted)."))
        }
        guard let bytes = object["Body"]?.string.flatMap(Base64.decode), bytes.count <= CodeDeploy.RevisionLocation.largest,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .fault(Fault(.invalidRevision, "The object s3://\(bucket)/\(key) is no text of an AppSpec's size.")) }
        return text
    }

    /// The alias must be where the AppSpec says, and the versions must exist.
    private func checkAlias() async throws(Interruption) {
        let target = try target
        let alias = try await currentAlias(target)
        try await checkVersion(target)
        if try row.creator == .codeDeployRollback {
            try checkRollback(target, alias)
        } else {
            // All at once there is nothing to weigh, and AWS lets it pass.
            let isAtOnce = try row.routing.percentages.count == 1
            guard isAtOnce || target.currentVersion != target.targetVersion else {
                throw .fault(
                    .configuration(
                        "The current version and the target version in AppSpec file are the same, \(target.targetVersion): publish a new version, or there is nothing to shift traffic to."
                    ))
            }
            guard alias.version == target.currentVersion, alias.weights.isEmpty else {
                throw .fault(
                    .configuration(
                        "The Lambda function alias version does not match the current version in AppSpec file. \(target.alias) of \(target.function) is at \(alias); the AppSpec file says version \(target.currentVersion). Clear the alias' weights, or deploy from the version that it is at."
                    ))
            }
        }
        change { $0.shift.revision = alias.revision }
    }

    private func checkVersion(_ target: CodeDeploy.Deployment.Target) async throws(Interruption) {
        do throws(AWSError) {
            // For this the group's role needs nothing: it is no business of its policy whether a version exists.
            _ = try await service.context.service(ServiceName.lambda).call(
                "GetFunctionConfiguration", ["FunctionName": .string(target.function), "Qualifier": .string(target.targetVersion)],
                .service(ServiceName.codeDeploy))
        } catch {
            throw .fault(
                fault(
                    AWSError(
                        error.code, "The target version \(target.targetVersion) of \(target.function) can't be deployed: \(error.message)"),
                    of: "AWSLambda", otherwise: .invalidLambdaFunction))
        }
    }

    /// A rollback moves the alias only where the deployment that failed left it; whoever moved it elsewhere had a reason.
    private func checkRollback(_ target: CodeDeploy.Deployment.Target, _ alias: AliasState) throws(Interruption) {
        let versions: Set = [target.currentVersion, target.targetVersion]
        guard versions.contains(alias.version), versions.isSuperset(of: alias.weights.keys) else {
            throw .fault(
                Fault(
                    .invalidLambdaConfiguration,
                    "The Lambda function alias version does not match the deployment that is rolled back: \(target.alias) of \(target.function) is at \(alias), moved there by somebody else, and stays there."
                ))
        }
        // There already: nothing had been moved, or somebody has moved it back.
        guard alias.version == target.targetVersion, alias.weights.isEmpty else { return }
        change { deployment in
            deployment.shift.next = deployment.routing.percentages.count
            deployment.target?.weight = 1
        }
    }
}
