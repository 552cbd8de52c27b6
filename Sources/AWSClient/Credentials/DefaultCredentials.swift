import SigV4

/// The credentials that the environment holds, or that the endpoint which it names gives out.
///
/// See the [standardized credential providers](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html); profiles,
/// single sign-on and the EC2 metadata service aren't among them.
struct DefaultCredentials: CredentialsProvider {
    let environment: AWSEnvironment
    let container: ContainerCredentials

    init(
        environment: AWSEnvironment, transport: @escaping AWSConfiguration.Transport, clock: any Clock<Duration>,
        random: @escaping @Sendable () -> Double
    ) {
        self.environment = environment
        container = ContainerCredentials(
            environment: environment, transport: transport, retrier: Retrier(maximumAttempts: 3, clock: clock, random: random))
    }

    nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials {
        switch (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) {
        case (let id?, let secret?):
            // An expiration in a form of its own counts as unknown: the service will say when it has come.
            return try Credentials(
                validating: id, secret, environment["AWS_SESSION_TOKEN"],
                expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(SigningDate.init(iso8601:)), source: "The environment")
        case (_?, nil): throw .credentials("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not: set both.")
        case (nil, _?): throw .credentials("AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not: set both.")
        case (nil, nil):
            if let credentials = try await container.credentials(before: deadline) { return credentials }
            throw .credentials(
                """
                No AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN if they are temporary ones. \
                In Lambda the function's role provides them.
                """)
        }
    }
}

extension Credentials {
    /// Credentials that can stand in a header: visible ASCII characters only.
    init(validating id: String, _ secret: String, _ token: String?, expiration: SigningDate?, source: String) throws(AWSError) {
        guard [id, secret, token ?? ""].allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) else {
            throw .credentials(
                "\(source) holds AWS credentials with a space, a line break or another character that none has: set them anew.")
        }
        self.init(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
    }
}
