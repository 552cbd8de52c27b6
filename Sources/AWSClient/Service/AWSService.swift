/// What tells one AWS service from another on the wire.
public struct AWSService: Sendable {
    /// The service's id, such as `CodeDeploy`, as the [list of service-specific
    /// endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html) has it.
    public let id: String
    /// The first part of the host name, such as `codedeploy`.
    public let endpointPrefix: String
    /// The name in the signature's scope.
    public let signingName: String
    /// What stands before an operation's name in `X-Amz-Target`; `nil` for a service that speaks REST-JSON.
    public let targetPrefix: String?

    /// A service. `signingName` is the endpoint prefix unless given.
    public init(id: String, endpointPrefix: String, signingName: String? = nil, targetPrefix: String? = nil) {
        self.id = id
        self.endpointPrefix = endpointPrefix
        self.signingName = signingName ?? endpointPrefix
        self.targetPrefix = targetPrefix
    }

    /// The variable that chooses an endpoint for this service alone, such as `AWS_ENDPOINT_URL_CODEDEPLOY`.
    var endpointVariable: String {
        "AWS_ENDPOINT_URL_" + String(id.uppercased().map { $0 == " " ? "_" : $0 })
    }
}
