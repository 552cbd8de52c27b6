/// A checked template, and the nested ones that it names.
public struct Template: Sendable {
    /// The template as CloudFormation reads it.
    public let root: TemplateObject
    /// The nested templates by file name; none unless the stack is ``StackLayout/nested``.
    public let nested: [String: TemplateObject]
    /// What each rollout will do, by the function's name.
    public let schedules: [(function: String, schedule: RolloutSchedule)]
    /// What is allowed and yet probably not meant.
    public let warnings: [Problem]

    /// The template in one line.
    public var json: String { TemplateValue.object(root).json }

    /// The template in lines.
    public var prettyJSON: String { TemplateValue.object(root).prettyJSON }
}
