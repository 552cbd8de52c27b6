/// Makes one template of a stack's declarations and collects what is wrong.
final class Renderer {
    struct Entry {
        var resource: TemplateResource
        /// The logical id of the declaration that the resource belongs to.
        let owner: String
        let location: SourceLocation
    }

    let stack: Stack
    private(set) var entries: [String: Entry] = [:]
    private(set) var parameters: [String: (value: TemplateObject, kind: ParameterKind, location: SourceLocation)] = [:]
    private(set) var conditions: [String: (value: TemplateValue, location: SourceLocation)] = [:]
    private(set) var outputs: [String: (value: TemplateObject, location: SourceLocation)] = [:]
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []
    /// The code to package, by its id.
    var assets: [String: CodeAsset] = [:]
    /// The hash of each function's code, by the function's logical id.
    var hashes: [String: TemplateValue] = [:]
    /// What the metadata says of each rollout, by the function's logical id.
    var rollouts: [String: RolloutMetadata] = [:]
    /// The deployment groups that call a function as a hook.
    private var groupsByHook: [ObjectIdentifier: Set<String>] = [:]
    /// Functions whose versions follow their settings.
    var versions: [(version: String, function: Function)] = []
    private(set) var schedules: [(function: String, schedule: RolloutSchedule)] = []

    init(_ stack: Stack) {
        self.stack = stack
    }

    func render() throws(StackError) -> Template {
        checkStack()
        for function in stack.functions {
            for case .function(let hook)? in function.rollout?.hooks ?? [] {
                groupsByHook[ObjectIdentifier(hook), default: []].insert(function.deploymentGroup)
            }
        }
        for declaration in stack.declarations { declaration(self) }
        if !stack.functions.allSatisfy({ $0.rollout == nil }) { addApplication() }
        transform()
        tag()
        for (version, function) in versions { finish(version, of: function) }
        checkNames()
        Checks(self).run()
        let found = stack.problems + problems
        guard found.isEmpty else { throw StackError(found) }
        schedules = stack.functions.compactMap { function in function.rollout.map { (function.name, $0.schedule) } }
            .sorted { $0.function < $1.function }
        return try Assembler(self).template()
    }

    func groups(calling hook: Function) -> [String] { (groupsByHook[ObjectIdentifier(hook)] ?? []).sorted() }

    // MARK: Adding

    func report(_ message: String, at location: SourceLocation) { problems.append(Problem(message: message, location: location)) }

    func warn(_ message: String, at location: SourceLocation) { warnings.append(Problem(message: message, location: location)) }

    func add(_ resource: TemplateResource, owner: String, at location: SourceLocation) {
        let id = resource.logicalID
        if !id.isLogicalID {
            report("\"\(id)\" can't be a logical id: that has 1 to 255 letters and digits", at: location)
        }
        if let other = entries[id] {
            report("two resources have the logical id \"\(id)\": this one and the one of \(other.location)", at: location)
            return
        }
        entries[id] = Entry(resource: resource, owner: owner, location: location)
    }

    func change(_ id: String, _ change: (inout TemplateResource) -> Void) {
        guard var entry = entries[id] else { return }
        change(&entry.resource)
        entries[id] = entry
    }

    func addParameter(_ name: String, _ value: TemplateObject, kind: ParameterKind = .own, at location: SourceLocation) {
        if !name.isLogicalID { report("\"\(name)\" can't be a parameter: its name has 1 to 255 letters and digits", at: location) }
        if let other = parameters[name] {
            if other.value != value { report("the parameter \"\(name)\" is declared twice: here and at \(other.location)", at: location) }
            return
        }
        parameters[name] = (value, kind, location)
    }

    func addCondition(_ name: String, _ value: TemplateValue, at location: SourceLocation) {
        if !name.isLogicalID { report("\"\(name)\" can't be a condition: its name has 1 to 255 letters and digits", at: location) }
        if let other = conditions[name] {
            report("the condition \"\(name)\" is declared twice: here and at \(other.location)", at: location)
            return
        }
        conditions[name] = (value, location)
    }

    func addOutput(_ name: String, _ value: TemplateObject, at location: SourceLocation) {
        if !name.isLogicalID { report("\"\(name)\" can't be an output: its name has 1 to 255 letters and digits", at: location) }
        if let other = outputs[name] {
            report("the output \"\(name)\" is declared twice: here and at \(other.location)", at: location)
            return
        }
        outputs[name] = (value, location)
    }

    // MARK: Finishing

    /// CodeDeploy's application, which all deployment groups of the stack are in.
    private func addApplication() {
        add(
            TemplateResource(
                Stack.applicationID, type: "AWS::CodeDeploy::Application",
                properties: ["ApplicationName": .string(stack.applicationName), "ComputePlatform": "Lambda"]),
            owner: Stack.applicationID, at: stack.location)
    }

    private func transform() {
        guard !stack.transforms.isEmpty else { return }
        for id in entries.keys.sorted() {
            guard let entry = entries[id] else { continue }
            for transform in stack.transforms
            where (transform.owner ?? entry.owner) == entry.owner && (transform.type ?? entry.resource.type) == entry.resource.type {
                change(id, transform.change)
            }
        }
    }

    /// Puts the stack's tags on what has tags, beneath those that a resource has itself.
    private func tag() {
        guard !stack.tags.isEmpty else { return }
        for (id, entry) in entries where Self.taggable.contains(entry.resource.type) {
            // What is no list of its own is the user's to fill.
            if let tags = entry.resource.properties["Tags"], tags.array == nil { continue }
            let own = entry.resource.properties["Tags"]?.array ?? []
            let keys = Set(own.compactMap { $0.object?["Key"] })
            let more = stack.tags.sorted.elements.filter { !keys.contains(.string($0.key)) }
            change(id) { $0.properties["Tags"] = .array(own + more.map { ["Key": .string($0.key), "Value": $0.value] }) }
        }
    }

    /// Types whose tags are a list of keys and values.
    private static let taggable: Set<String> = [
        "AWS::ApiGateway::RestApi", "AWS::CloudFront::Distribution", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm",
        "AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup", "AWS::DynamoDB::Table",
        "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::IAM::Role", "AWS::Kinesis::Stream", "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue",
    ]

    /// Gives a version the hash of what it holds, so that it is replaced exactly when that changes.
    private func finish(_ version: String, of function: Function) {
        guard let entry = entries[function.logicalID] else { return }
        let settings = VersionSettings(entry.resource.properties, known: stack.settings)
        for property in settings.unknown {
            report(
                "it isn't known whether a published version holds the setting \"\(property)\" of the function \"\(function.name)\": say so with stack.setting(\"\(property)\", isHeldByVersions: true), or false",
                at: function.location)
        }
        change(version) { $0.properties["Description"] = settings.description }
    }

    private func checkStack() {
        for (what, name) in [("name", stack.name), ("stage", stack.stage)]
        where !(name.utf8.first.map { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") } ?? false)
            || name.utf8.count > 64 || !name.filter({ $0 != "-" }).isLogicalID
        {
            report(
                "\"\(name)\" can't be a stack's \(what): that has letters, digits and hyphens, begins with a letter, and has at most 64 of them",
                at: stack.location)
        }
        if let description = stack.description, description.utf8.count > 1024 {
            report("the description has \(description.utf8.count) bytes, and CloudFormation takes 1,024", at: stack.location)
        }
    }

    private func checkNames() {
        for (name, parameter) in parameters where entries[name] != nil {
            report("\"\(name)\" is a parameter and a resource", at: parameter.location)
        }
    }
}
