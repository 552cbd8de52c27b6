extension Stack {
    /// The name of CodeDeploy's application.
    var applicationName: String { physicalName("", limit: 100).trimmed }

    /// The application's logical id.
    static let applicationID = "CodeDeployApplication"
}

extension String {
    /// Without the hyphen at its end.
    fileprivate var trimmed: String { hasSuffix("-") ? String(dropLast()) : self }
}

extension Function {
    /// The name of its deployment group.
    var deploymentGroup: String { stack.physicalName(name, limit: 100) }
}
