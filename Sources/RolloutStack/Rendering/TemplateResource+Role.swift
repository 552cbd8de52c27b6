extension TemplateResource {
    /// A role that a service of AWS takes on. Its policy is part of it, so that the role never exists without its permissions.
    static func role(_ id: String, service: String, statements: [Statement]) -> TemplateResource {
        TemplateResource(
            id, type: "AWS::IAM::Role",
            properties: [
                "AssumeRolePolicyDocument": [
                    "Version": "2012-10-17",
                    "Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]],
                ],
                "Policies": [["PolicyName": "Inline", "PolicyDocument": Statement.policy(statements)]],
            ])
    }
}
