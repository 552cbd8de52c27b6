internal import JSONValue

/// What operations have in common: reading inputs, checking names, finding what is named, authorizing.
extension CodeDeploy {
    /// An operation's input as a type whose members are the model's, all optional: what is missing has an error of its own.
    func read<Input: Decodable>(_ input: JSON) throws(AWSError) -> Input {
        do { return try input.decode(Input.self) } catch { throw AWSError("SerializationException", error.description) }
    }

    /// Kinds of names, with the codes of the model for them.
    enum NameKind: String {
        case application = "ApplicationName"
        case group = "DeploymentGroupName"
        case config = "DeploymentConfigName"

        /// The kind in words.
        var words: String {
            switch self {
            case .application: "application name"
            case .group: "deployment group name"
            case .config: "deployment configuration name"
            }
        }
    }

    /// A name that must be there.
    ///
    /// - Throws: `…NameRequiredException`, `Invalid…NameException`.
    func name(_ text: String?, _ kind: NameKind) throws(AWSError) -> String {
        guard let text, !text.isEmpty else { throw AWSError("\(kind.rawValue)RequiredException", "The \(kind.words) must be specified.") }
        guard text.count <= 100 else {
            throw AWSError("Invalid\(kind.rawValue)Exception", "The \(kind.words) has more than 100 characters.")
        }
        guard text.wholeMatch(of: /[A-Za-z0-9._+=,@\-]+/) != nil else {
            throw AWSError("Invalid\(kind.rawValue)Exception", "The \(kind.words) has characters other than letters, digits and ._+=,@-")
        }
        return text
    }

    /// The items of a batch, of which there must be some, but not too many.
    func batch(_ items: [String]?, _ missing: String) throws(AWSError) -> [String] {
        guard let items, !items.isEmpty else { throw AWSError(missing, "At least one must be specified.") }
        guard items.count <= 100 else { throw AWSError("BatchLimitExceededException", "A batch has at most 100 members.") }
        return items
    }

    func description(_ text: String?) throws(AWSError) -> String? {
        guard (text ?? "").count <= 256 else {
            throw AWSError("DescriptionTooLongException", "The description has more than 256 characters.")
        }
        return text
    }

    /// Refuses parameters that are for servers and containers, unless they say nothing: null, `false`, or empty.
    ///
    /// - Parameter parameters: Names, values, and the codes of the model for them.
    func refuse(_ parameters: [(name: String, value: JSON?, code: String)]) throws(AWSError) {
        for (name, value, code) in parameters where !Self.saysNothing(value ?? .null) {
            throw AWSError(code, "For Lambda deployments, \(name) can not be specified.")
        }
    }

    private static func saysNothing(_ value: JSON) -> Bool {
        switch value {
        case .null, .bool(false): true
        case .array(let elements): elements.isEmpty
        case .object(let object): object.allSatisfy { saysNothing($0.value) }
        default: false
        }
    }

    func application(_ text: String?) throws(AWSError) -> Application {
        let name = try name(text, .application)
        guard let application = records.application(named: name) else {
            throw AWSError("ApplicationDoesNotExistException", "No application found for name: \(name)")
        }
        return application
    }

    func group(_ text: String?, of application: Application) throws(AWSError) -> DeploymentGroup {
        let name = try name(text, .group)
        guard let group = records.group(named: name, of: application) else {
            throw AWSError("DeploymentGroupDoesNotExistException", "No Deployment Group found for name: \(name)")
        }
        return group
    }

    func config(_ name: String) throws(AWSError) -> DeploymentConfig {
        guard let config = DeploymentConfig.predefined[name] ?? records.configs[name] else {
            throw AWSError("DeploymentConfigDoesNotExistException", "No deployment configuration found for name: \(name)")
        }
        return config
    }

    func deployment(_ id: String?) throws(AWSError) -> Deployment {
        guard let id, !id.isEmpty else { throw AWSError("DeploymentIdRequiredException", "The deployment ID must be specified.") }
        if let deployment = records.deployments[id] { return deployment }
        guard Self.isDeploymentID(id) else {
            throw AWSError("InvalidDeploymentIdException", "The deployment ID is not of the form d-ABCDEF123.")
        }
        throw AWSError("DeploymentDoesNotExistException", "The deployment \(id) could not be found.")
    }

    static func isDeploymentID(_ text: String) -> Bool { text.wholeMatch(of: /d-[A-Z0-9]{9}/) != nil }

    // MARK: Who may do what

    static func arn(_ resource: String) -> String { "arn:aws:codedeploy:\(Cloud.region):\(Cloud.account):\(resource)" }

    func authorize(_ call: AWSCall, _ action: String, application: String) throws(AWSError) {
        try context.authorize(call, "codedeploy:\(action)", on: Self.arn("application:\(application)"))
    }

    func authorize(_ call: AWSCall, _ action: String, application: String, group: String) throws(AWSError) {
        try context.authorize(call, "codedeploy:\(action)", on: Self.arn("deploymentgroup:\(application)/\(group)"))
    }

    func authorize(_ call: AWSCall, _ action: String, config: String) throws(AWSError) {
        try context.authorize(call, "codedeploy:\(action)", on: Self.arn("deploymentconfig:\(config)"))
    }

    func authorize(_ call: AWSCall, _ action: String, _ deployment: Deployment) throws(AWSError) {
        let names = names(of: deployment)
        try authorize(
            call, action, application: names.application ?? deployment.applicationName, group: names.group ?? deployment.groupName)
    }

    /// The names that a deployment's application and group have today; `nil` for those that are gone.
    func names(of deployment: Deployment) -> (application: String?, group: String?) {
        (records.applications[deployment.application]?.name, records.groups[deployment.group]?.name)
    }
}
