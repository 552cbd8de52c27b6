internal import JSONValue

/// `AllowTraffic` and `End`: moving the alias, and seeing that it is where it was moved.
extension CodeDeploy.DeploymentRun {
    func allowTraffic() async throws(Interruption) {
        guard try !row.event(.allowTraffic).status.isFinal else { return }
        begin(.allowTraffic)
        let percentages = try row.routing.percentages
        while try row.shift.next < percentages.count {
            let row = try row
            if let last = row.shift.last { _ = try await wait(until: last + row.routing.interval) } else { _ = try await wait(until: 0) }
            try await shift(to: percentages[row.shift.next])
        }
        finish(.allowTraffic)
    }

    private func shift(to percentage: Int) async throws(Interruption) {
        let mayHaveShifted = try row.shift.isPending
        change { $0.shift.isPending = true }
        let target = try target
        let isLast = percentage == 100
        let weights: JSON = isLast ? [:] : .object([target.targetVersion: .number(Double(percentage) / 100)])
        let input = JSON(members: [
            "FunctionName": .string(target.function), "Name": .string(target.alias),
            "FunctionVersion": .string(isLast ? target.targetVersion : target.currentVersion),
            "RoutingConfig": ["AdditionalVersionWeights": weights], "RevisionId": .text(try row.shift.revision),
        ])
        let alias: AliasState
        do throws(AWSError) {
            alias = try AliasState(try await lambda("UpdateAlias", input, on: target.arn))
        } catch {
            guard error.code == "PreconditionFailedException", mayHaveShifted, let found = await aliasState(target),
                found.version == (isLast ? target.targetVersion : target.currentVersion),
                found.weights == (isLast ? [:] : [target.targetVersion: Double(percentage) / 100])
            else { throw .fault(await lambdaFault(error, target)) }
            // The run before was ended after it had moved the alias and before it could write that down.
            alias = found
        }
        let now = service.now
        change { deployment in
            deployment.shift.next += 1
            deployment.shift.last = now
            deployment.shift.isPending = false
            deployment.shift.revision = alias.revision
            deployment.target?.weight = Double(percentage) / 100
            deployment.target?.updated = now
        }
        let rest = isLast ? "" : ", \(100 - percentage) % to version \(target.currentVersion)"
        log("shifted traffic of \(target.function):\(target.alias): \(percentage) % to version \(target.targetVersion)\(rest)")
    }

    /// The alias must still be where it was moved, untouched.
    func end() async throws(Interruption) {
        guard try !row.event(.end).status.isFinal else { return }
        begin(.end)
        _ = try await wait(until: 0)
        let target = try target
        let alias = try await currentAlias(target)
        guard alias.version == target.targetVersion, alias.weights.isEmpty, try alias.revision == row.shift.revision else {
            throw .fault(changedAlias(target, alias))
        }
        finish(.end)
    }

    private func aliasState(_ target: CodeDeploy.Deployment.Target) async -> AliasState? {
        let input: JSON = ["FunctionName": .string(target.function), "Name": .string(target.alias)]
        do { return try AliasState(try await lambda("GetAlias", input, on: target.arn)) } catch { return nil }
    }

    /// Where the alias is now.
    func currentAlias(_ target: CodeDeploy.Deployment.Target) async throws(Interruption) -> AliasState {
        do throws(AWSError) {
            return try AliasState(
                try await lambda("GetAlias", ["FunctionName": .string(target.function), "Name": .string(target.alias)], on: target.arn))
        } catch {
            throw .fault(await lambdaFault(error, target))
        }
    }

    /// What an error of Lambda about the alias means.
    func lambdaFault(_ error: AWSError, _ target: CodeDeploy.Deployment.Target) async -> Fault {
        switch error.code {
        case "PreconditionFailedException": return changedAlias(target, await aliasState(target))
        case "ResourceNotFoundException":
            do {
                _ = try await service.context.service(ServiceName.lambda).call(
                    "GetFunctionConfiguration", ["FunctionName": .string(target.function)], .service(ServiceName.codeDeploy))
            } catch {
                return Fault(.invalidLambdaFunction, "The Lambda function \(target.function) does not exist. \(error.message)")
            }
            return Fault(
                .invalidLambdaConfiguration,
                "The Lambda function \(target.function) lacks the alias \(target.alias) or a version that it is moved between. \(error.message)"
            )
        default: return fault(error, of: "AWSLambda", otherwise: .invalidLambdaConfiguration)
        }
    }

    private func changedAlias(_ target: CodeDeploy.Deployment.Target, _ alias: AliasState?) -> Fault {
        Fault(
            .invalidLambdaConfiguration,
            "The Lambda function alias \(target.alias) of \(target.function) was changed by somebody else during the deployment\(alias.map { ", and is at \($0)" } ?? ""). Let CodeDeploy alone move it."
        )
    }
}
