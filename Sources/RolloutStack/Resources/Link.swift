/// One link: a name, values, and what they are good for.
public struct Link: Sendable, Linkable {
    /// As in `Resource.Orders`.
    public let name: String
    /// The values, as `["url": …]`. None of them may be secret: they stand in the template.
    public var values: TemplateObject
    /// What the function's role is allowed.
    public var statements: [Statement]

    /// A link of your own.
    /// - Parameter type: What kind of thing it is, as SST names it (`sst.aws.Queue`).
    public init(_ name: String, type: String, values: TemplateObject, statements: [Statement] = []) {
        self.name = name
        self.values = values
        self.values["type"] = .string(type)
        self.statements = statements
    }

    /// The link itself.
    public var link: Link { self }
}
