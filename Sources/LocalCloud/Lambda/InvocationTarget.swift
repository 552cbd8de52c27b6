internal import JSONValue

/// What an invocation reaches: one version, drawn where it goes to an alias with weights.
struct InvocationTarget: Sendable {
    let identifier: FunctionIdentifier
    let version: VersionRow
    /// Whether an alias led there.
    let isAlias: Bool
    let reservedConcurrency: Int?

    /// What runs.
    func configuration(_ code: CodeStore) -> FunctionConfiguration {
        let root = code.files(version.code)
        var environment = version.environment
        let logging = version.logging
        if logging["LogFormat"] == "JSON" {
            environment["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
            environment["AWS_LAMBDA_LOG_LEVEL"] = logging["ApplicationLogLevel"]?.string
        }
        var configuration = FunctionConfiguration(
            name: version.function, version: version.version, executable: root + "/bootstrap", taskRoot: root, handler: version.handler,
            environment: environment, timeout: .seconds(version.timeout), memory: version.memory)
        configuration.role = version.role
        return configuration
    }
}

extension LambdaService {
    /// Draws the version that an invocation reaches.
    func target(_ identifier: FunctionIdentifier) throws(AWSError) -> InvocationTarget {
        // An alias may be moved, and the version that it led to be deleted, between one look and the next.
        for _ in 0..<3 {
            if let target = try draw(identifier) { return target }
        }
        throw .notFound("Function not found: \(identifier.arn)")
    }

    private func draw(_ identifier: FunctionIdentifier) throws(AWSError) -> InvocationTarget? {
        let function = try function(identifier)
        guard let qualifier = identifier.qualifier, qualifier != "$LATEST" else {
            return InvocationTarget(
                identifier: identifier, version: function.latest, isAlias: false, reservedConcurrency: function.reservedConcurrency)
        }
        let alias = aliases[identifier.resource]
        let number = alias?.version(draw: .random(in: 0..<1)) ?? qualifier
        let version = number == "$LATEST" ? function.latest : versions["\(identifier.name):\(number)"]
        guard let version else { return nil }
        return InvocationTarget(
            identifier: identifier, version: version, isAlias: alias != nil, reservedConcurrency: function.reservedConcurrency)
    }
}
