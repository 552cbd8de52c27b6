extension TemplateValue {
    /// What `Ref` gives for a resource or the value of a parameter.
    public static func ref(_ logicalID: String) -> TemplateValue { function("Ref", .string(logicalID)) }

    /// An attribute of a resource.
    public static func getAtt(_ logicalID: String, _ attribute: String) -> TemplateValue {
        function("Fn::GetAtt", [.string(logicalID), .string(attribute)])
    }

    /// A text in which `${Name}` and `${Name.Attribute}` are replaced; `${!Name}` stands for `${Name}` itself.
    public static func sub(_ text: String) -> TemplateValue { function("Fn::Sub", .string(text)) }

    /// A text in which `${Name}` is replaced, by these variables first.
    public static func sub(_ text: String, _ variables: TemplateObject) -> TemplateValue {
        variables.isEmpty ? sub(text) : function("Fn::Sub", [.string(text), .object(variables)])
    }

    /// Texts put together.
    public static func join(_ separator: String, _ values: [TemplateValue]) -> TemplateValue {
        function("Fn::Join", [.string(separator), .array(values)])
    }

    /// The elements of a list put together to a text.
    public static func join(_ separator: String, list: TemplateValue) -> TemplateValue { function("Fn::Join", [.string(separator), list]) }

    /// One of two values, as a condition of the stack says.
    public static func `if`(_ condition: String, _ then: TemplateValue, else other: TemplateValue) -> TemplateValue {
        function("Fn::If", [.string(condition), then, other])
    }

    /// One element of a list, counted from 0.
    public static func select(_ index: Int, _ list: TemplateValue) -> TemplateValue { function("Fn::Select", [.int(index), list]) }

    /// A text cut into a list.
    public static func split(_ separator: String, _ text: TemplateValue) -> TemplateValue {
        function("Fn::Split", [.string(separator), text])
    }

    /// What another stack exports under this name.
    public static func importValue(_ name: TemplateValue) -> TemplateValue { function("Fn::ImportValue", name) }

    /// Whether two values are equal, for a condition of the stack.
    public static func equals(_ left: TemplateValue, _ right: TemplateValue) -> TemplateValue { function("Fn::Equals", [left, right]) }

    /// Whether a condition doesn't hold.
    public static func not(_ condition: TemplateValue) -> TemplateValue { function("Fn::Not", [condition]) }

    /// Whether all conditions hold.
    public static func all(_ conditions: [TemplateValue]) -> TemplateValue { function("Fn::And", .array(conditions)) }

    /// Whether one condition holds.
    public static func any(_ conditions: [TemplateValue]) -> TemplateValue { function("Fn::Or", .array(conditions)) }

    /// A condition of the stack within another.
    public static func condition(_ name: String) -> TemplateValue { function("Condition", .string(name)) }

    /// The account's number.
    public static var accountID: TemplateValue { ref("AWS::AccountId") }
    /// The region's name.
    public static var region: TemplateValue { ref("AWS::Region") }
    /// `aws`, `aws-cn`, `aws-us-gov`: the second part of an ARN.
    public static var partition: TemplateValue { ref("AWS::Partition") }
    /// The domain of the partition, as `amazonaws.com`.
    public static var urlSuffix: TemplateValue { ref("AWS::URLSuffix") }
    /// The name of the stack in CloudFormation.
    public static var stackName: TemplateValue { ref("AWS::StackName") }
    /// No value: the property counts as absent.
    public static var noValue: TemplateValue { ref("AWS::NoValue") }

    private static func function(_ name: String, _ argument: TemplateValue) -> TemplateValue { .object([name: argument]) }

    /// The name and the argument of an intrinsic function, if this is one.
    var intrinsic: (name: String, argument: TemplateValue)? {
        guard case .object(let object) = self, object.keys.count == 1, let name = object.keys.first, let argument = object[name],
            name == "Ref" || name == "Condition" || name.hasPrefix("Fn::")
        else { return nil }
        return (name, argument)
    }

    /// The text, if it is one.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

extension TemplateValue {
    /// A list of texts.
    static func strings(_ texts: [String]) -> TemplateValue { .array(texts.map { .string($0) }) }

    /// An ARN of this account and region, as `sqs:orders`.
    static func arn(_ service: String, _ resource: String) -> TemplateValue {
        .sub("arn:${AWS::Partition}:\(service):${AWS::Region}:${AWS::AccountId}:\(resource)")
    }
}
