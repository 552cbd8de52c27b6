extension Checks {
    /// What CloudFormation and cfn-lint let pass, though it fails later or does the wrong thing.
    func checkKind(_ resource: TemplateResource, _ report: (String) -> Void) {
        let properties = resource.properties
        switch resource.type {
        case "AWS::Lambda::Alias": checkAlias(resource, report)
        case "AWS::Lambda::Url":
            if let qualifier = properties["Qualifier"]?.text,
                qualifier == "$LATEST" || qualifier.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            {
                report("a URL belongs to an alias or to the function, not to the version \"\(qualifier)\"")
            }
        case "AWS::CodeDeploy::DeploymentConfig": checkConfiguration(properties, report)
        case "AWS::CodeDeploy::DeploymentGroup":
            if let alarms = properties["AlarmConfiguration"]?.object?["Alarms"]?.array, alarms.count > 50 {
                report("has \(alarms.count) alarms; CodeDeploy takes 50 at most")
            }
            if let name = properties["DeploymentConfigName"]?.text, let problem = TrafficShift.configuration(name).problem {
                report(problem)
            }
        case "AWS::Lambda::Version":
            if resource.deletionPolicy != "Retain" || resource.updateReplacePolicy != "Retain" {
                report(
                    "the version would be deleted with its place in the template, traffic or not: DeletionPolicy and UpdateReplacePolicy have to be Retain"
                )
            }
        default: break
        }
    }

    private func checkAlias(_ resource: TemplateResource, _ report: (String) -> Void) {
        if resource.properties["RoutingConfig"] != nil,
            resource.updatePolicy != nil || resource.properties["FunctionVersion"]?.intrinsic?.name == "Fn::If"
        {
            report("the weights of an alias that CodeDeploy moves are CodeDeploy's: leave RoutingConfig out")
        }
        guard let policy = resource.updatePolicy?["CodeDeployLambdaAliasUpdate"]?.object else { return }
        for key in ["ApplicationName", "DeploymentGroupName"] where policy[key] == nil {
            report("its UpdatePolicy lacks \(key)")
        }
    }

    private func checkConfiguration(_ properties: TemplateObject, _ report: (String) -> Void) {
        guard let routing = properties["TrafficRoutingConfig"]?.object else { return }
        let shifts: [(String, String, String, (Int, Duration) -> TrafficShift)] = [
            ("TimeBasedCanary", "CanaryPercentage", "CanaryInterval", { .canary(percentage: $0, duration: $1) }),
            ("TimeBasedLinear", "LinearPercentage", "LinearInterval", { .linear(percentage: $0, duration: $1) }),
        ]
        for (kind, percentage, interval, shift) in shifts {
            guard let object = routing[kind]?.object, let percentage = object[percentage]?.int, let minutes = object[interval]?.int else {
                continue
            }
            guard (1...TrafficShift.longest).contains(minutes) else {
                report("an interval is 1 to 2,880 minutes, not \(minutes)")
                continue
            }
            if let problem = shift(percentage, .minutes(minutes)).problem { report(problem) }
        }
        if let name = properties["DeploymentConfigName"]?.text, name.hasPrefix("CodeDeployDefault.") || name.utf8.count > 100 {
            report("\"\(name)\" can't be a configuration of your own: at most 100 characters, and not beginning with CodeDeployDefault.")
        }
    }
}
