extension Renderer {
    /// Lets a service call a function's alias, and nothing else of it.
    /// - Parameter source: The ARN that the calls come from.
    func permit(
        _ id: String, service: String, source: TemplateValue, target: Function.Target, owner: String, more: TemplateObject = [:],
        dependsOn: [String] = [], at location: SourceLocation
    ) {
        var properties: TemplateObject = [
            "FunctionName": target.arn, "Action": "lambda:InvokeFunction", "Principal": .string(service), "SourceArn": source,
        ]
        for (key, value) in more.elements { properties[key] = value }
        add(TemplateResource(id, type: "AWS::Lambda::Permission", properties: properties, dependsOn: dependsOn), owner: owner, at: location)
    }
}
