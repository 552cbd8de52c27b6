extension Stack {
    /// A parameter of the template.
    /// - Parameters:
    ///   - name: Letters and digits.
    ///   - type: As `String`, `Number`, `AWS::SSM::Parameter::Value<String>`.
    ///   - defaultValue: What holds unless the deploy says otherwise.
    ///   - isSecret: CloudFormation shows it to no one (`NoEcho`).
    /// - Returns: A reference to its value.
    @discardableResult
    public func parameter(
        _ name: String, type: String = "String", default defaultValue: TemplateValue? = nil, allowedValues: [TemplateValue] = [],
        description: String? = nil, isSecret: Bool = false, filePath: StaticString = #filePath, line: UInt = #line
    ) -> TemplateValue {
        var parameter: TemplateObject = ["Type": .string(type)]
        parameter["Default"] = defaultValue
        if !allowedValues.isEmpty { parameter["AllowedValues"] = .array(allowedValues) }
        parameter["Description"] = description.map { .string($0) }
        if isSecret { parameter["NoEcho"] = true }
        let location = SourceLocation(filePath, line)
        declare { $0.addParameter(name, parameter, at: location) }
        return .ref(name)
    }

    /// A condition of the template.
    /// - Returns: Its name, for ``TemplateValue/if(_:_:else:)`` and ``TemplateResource/condition``.
    @discardableResult
    public func condition(
        _ name: String, _ value: TemplateValue, filePath: StaticString = #filePath, line: UInt = #line
    ) -> String {
        let location = SourceLocation(filePath, line)
        declare { $0.addCondition(name, value, at: location) }
        return name
    }

    /// An output of the stack.
    /// - Parameter export: The name under which other stacks of the region import it.
    public func output(
        _ name: String, _ value: TemplateValue, export: TemplateValue? = nil, description: String? = nil,
        filePath: StaticString = #filePath, line: UInt = #line
    ) {
        var output: TemplateObject = [:]
        output["Description"] = description.map { .string($0) }
        output["Value"] = value
        output["Export"] = export.map { ["Name": $0] }
        let location = SourceLocation(filePath, line)
        declare { $0.addOutput(name, output, at: location) }
    }

    /// Any resource of CloudFormation, as its documentation describes it.
    /// - Parameters:
    ///   - logicalID: Its name in the template, as it is.
    ///   - type: As `AWS::SQS::Queue`.
    ///   - properties: As in a template; references are ``TemplateValue/ref(_:)`` and ``TemplateValue/getAtt(_:_:)``, or those of the handles.
    @discardableResult
    public func resource(
        _ logicalID: String, _ type: String, _ properties: TemplateObject = [:], dependsOn: [String] = [], condition: String? = nil,
        deletionPolicy: String? = nil, updateReplacePolicy: String? = nil, filePath: StaticString = #filePath, line: UInt = #line
    ) -> Resource {
        let resource = TemplateResource(
            logicalID, type: type, properties: properties, dependsOn: dependsOn, condition: condition, deletionPolicy: deletionPolicy,
            updateReplacePolicy: updateReplacePolicy)
        let location = SourceLocation(filePath, line)
        declare { $0.add(resource, owner: logicalID, at: location) }
        return Resource(logicalID: logicalID)
    }
}
