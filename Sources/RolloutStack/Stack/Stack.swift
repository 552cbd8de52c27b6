/// A CloudFormation stack as Swift values: functions, their rollouts, and what is around them.
///
/// ```swift
/// let stack = Stack("shop")
/// let api = stack.function("Api", code: .product("Api"), url: true,
///     rollout: .canary(percentage: 10, duration: .minutes(10), beforeTraffic: .product("BeforeTraffic")))
/// try stack.main()
/// ```
///
/// Declaring calls nothing on AWS and checks nothing: ``template()`` does, and throws everything that is wrong at once. The same
/// declarations give the same template, byte for byte, in whatever order they come. A stack belongs to the task that makes it.
public final class Stack {
    /// The stack's name, the first part of every name in it.
    public let name: String
    /// The second part: several stages of a service live beside each other in one account.
    public let stage: String
    let description: String?
    let deployments: DeploymentMode
    let layout: StackLayout
    let tags: TemplateObject
    let location: SourceLocation

    var declarations: [(Renderer) -> Void] = []
    var functions: [Function] = []
    var transforms: [Transform] = []
    var problems: [Problem] = []
    /// Settings of functions that this library doesn't know, and whether a version locks them.
    var settings: [String: Bool] = [:]

    /// A stack.
    /// - Parameters:
    ///   - name: Letters, digits and hyphens, beginning with a letter; at most 64.
    ///   - stage: As the name.
    ///   - description: What CloudFormation shows; at most 1,024 bytes.
    ///   - deployments: Who starts the deployments.
    ///   - layout: One template, or nested stacks from the beginning.
    ///   - tags: On every resource that has tags.
    public init(
        _ name: String, stage: String = "prod", description: String? = nil, deployments: DeploymentMode = .startedByDeploy,
        layout: StackLayout = .single, tags: TemplateObject = [:], filePath: StaticString = #filePath, line: UInt = #line
    ) {
        self.name = name
        self.stage = stage
        self.description = description
        self.deployments = deployments
        self.layout = layout
        self.tags = tags
        location = SourceLocation(filePath, line)
    }

    /// The template that these declarations make.
    /// - Throws: ``StackError`` with everything that is wrong.
    public func template() throws(StackError) -> Template { try Renderer(self).render() }

    /// Changes resources as they are about to stand in the template, before the checks. Nothing that the library renders is out of reach.
    /// - Parameters:
    ///   - type: Only resources of this type, as `AWS::SQS::Queue`; all without it.
    ///   - change: Called with each, in the order of their logical ids.
    public func transform(_ type: String? = nil, _ change: @escaping (inout TemplateResource) -> Void) {
        transforms.append(Transform(owner: nil, type: type, change: change))
    }

    /// Says of a setting of `AWS::Lambda::Function` that this library doesn't know whether a published version holds it. A change of a
    /// setting that it holds publishes a version.
    public func setting(_ property: String, isHeldByVersions: Bool) { settings[property] = isHeldByVersions }

    /// A name on AWS: stack, stage and name, with a hash where that would be too long or hold other characters than letters, digits, `-` and `_`.
    func physicalName(_ name: String, limit: Int, lowercase: Bool = false) -> String {
        let whole = "\(self.name)-\(stage)-\(name)"
        var spelled = ""
        for scalar in whole.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9", "-": spelled.unicodeScalars.append(scalar)
            case "A"..."Z": spelled += lowercase ? String(scalar).lowercased() : String(scalar)
            case "_" where !lowercase: spelled += "_"
            default: spelled += "-"
            }
        }
        if spelled == whole, spelled.utf8.count <= limit { return spelled }
        return String(spelled.prefix(limit - 9)) + "-" + LogicalID.hash([whole])
    }

    func declare(_ declaration: @escaping (Renderer) -> Void) { declarations.append(declaration) }

    func report(_ message: String, at location: SourceLocation) { problems.append(Problem(message: message, location: location)) }
}
