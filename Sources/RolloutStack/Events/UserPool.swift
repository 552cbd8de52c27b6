/// A user pool of Cognito.
public final class UserPool: Linkable {
    /// Its name in the stack.
    public let name: String
    private let stack: Stack
    private let logicalID: String
    private let removal: Removal
    private let location: SourceLocation
    private var triggers: [UserPoolTrigger: (function: Function, version: TargetVersion, location: SourceLocation)] = [:]

    init(_ name: String, stack: Stack, removal: Removal, location: SourceLocation) {
        self.name = name
        self.stack = stack
        self.removal = removal
        self.location = location
        logicalID = LogicalID.of(name)
    }

    /// Its id.
    public var id: TemplateValue { .ref(logicalID) }
    /// Its ARN.
    public var arn: TemplateValue { .getAtt(logicalID, "Arn") }

    /// The functions that are linked find its id.
    public var link: Link { Link(name, type: "sst.aws.CognitoUserPool", values: ["id": id]) }

    /// Calls a function at a point of a user's way.
    public func trigger(
        _ trigger: UserPoolTrigger, _ function: Function, version: TargetVersion = .live, filePath: StaticString = #filePath,
        line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        if let other = triggers[trigger] {
            stack.report("\"\(name)\" has the trigger \(trigger.rawValue) twice: here and at \(other.location)", at: location)
            return
        }
        triggers[trigger] = (function, version, location)
    }

    func render(_ renderer: Renderer) {
        var properties: TemplateObject = ["UserPoolName": .string(stack.physicalName(name, limit: 128))]
        var triggers = TemplateObject()
        for (trigger, called) in self.triggers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let target = called.function.target(called.version)
            triggers[trigger.rawValue] = target.arn
            renderer.permit(
                LogicalID.of([name, "Trigger", trigger.rawValue]), service: "cognito-idp.amazonaws.com", source: arn, target: target,
                owner: logicalID, at: called.location)
        }
        if !triggers.isEmpty { properties["LambdaConfig"] = .object(triggers) }
        renderer.add(
            TemplateResource(
                logicalID, type: "AWS::Cognito::UserPool", properties: properties, deletionPolicy: removal.deletionPolicy,
                updateReplacePolicy: removal.updateReplacePolicy), owner: logicalID, at: location)
    }
}
