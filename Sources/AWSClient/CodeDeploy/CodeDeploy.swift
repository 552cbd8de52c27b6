/// [AWS CodeDeploy](https://docs.aws.amazon.com/codedeploy/latest/APIReference/Welcome.html), as far as releases of Lambda functions need it.
///
/// Further calls are extensions of a few lines: `client.call` with the operation's name and its input.
public struct CodeDeploy: Sendable {
    /// How CodeDeploy is called.
    public static let service = AWSService(id: "CodeDeploy", endpointPrefix: "codedeploy", targetPrefix: "CodeDeploy_20141006")

    /// Calls operations by name.
    public let client: ServiceClient

    /// A client that is configured by the environment of the process.
    ///
    /// - Throws: `AWSError.configuration` for a missing or malformed variable.
    public init() throws(AWSError) {
        try self.init(AWSConfiguration())
    }

    /// A client with a configuration of your own.
    ///
    /// - Throws: `AWSError.configuration` for a malformed or contradictory endpoint setting.
    public init(_ configuration: AWSConfiguration) throws(AWSError) {
        client = try ServiceClient(Self.service, configuration)
    }
}
