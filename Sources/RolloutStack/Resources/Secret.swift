/// A secret that exists, by reference: its value never comes into the template.
public struct Secret: Sendable, Linkable {
    /// Its name in the links.
    public let name: String
    private let values: TemplateObject
    private let type: String
    private let statement: Statement

    init(_ name: String, secretsManager id: String) {
        self.name = name
        // Secrets Manager puts a hyphen and six characters after the name.
        let isARN = id.hasPrefix("arn:")
        let arn: TemplateValue = isARN ? .string(id) : .arn("secretsmanager", "secret:\(id)-??????")
        values = ["secretId": .string(id)]
        type = "aws.secretsmanager.Secret"
        statement = .allow("secretsmanager:GetSecretValue", on: arn)
    }

    init(_ name: String, parameter: String) {
        self.name = name
        let path = parameter.hasPrefix("/") ? String(parameter.dropFirst()) : parameter
        values = ["parameter": .string(parameter)]
        type = "aws.ssm.Parameter"
        statement = .allow("ssm:GetParameter", on: .arn("ssm", "parameter/\(path)"))
    }

    /// The functions that are linked find where the secret is, and may read it.
    public var link: Link { Link(name, type: type, values: values, statements: [statement]) }
}
