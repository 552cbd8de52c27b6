public import HTTPTransport
public import SigV4

/// What every client of a service needs: region, endpoints, credentials, and how hard to try.
public struct AWSConfiguration: Sendable {
    /// Sends one HTTP request and takes the whole response.
    public typealias Transport = nonisolated(nonsending) @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse

    /// The region that calls go to, such as `eu-central-1`.
    public let region: String
    /// An endpoint for every service, instead of what the environment says; `nil` for none.
    public var endpointURL: String?
    /// Whether to use the endpoints whose cryptography is validated by [FIPS 140](https://aws.amazon.com/compliance/fips/).
    public var usesFIPS: Bool
    /// Whether to use the endpoints that answer over IPv6 too.
    public var usesDualStack: Bool
    /// What is said about variables whose values mean nothing and were passed over, for whoever keeps a log. No text shows a value.
    public let warnings: [String]
    /// How often a call is tried altogether, at least once.
    public var maximumAttempts: Int
    /// How a call goes on after a try that failed.
    public var retryMode = RetryMode.standard
    /// How long one try of a call may take.
    public var attemptTimeout: Duration = .seconds(30)

    let environment: AWSEnvironment
    let ignoresEndpointVariables: Bool
    let credentials: CredentialsCache
    let transport: Transport
    let clock: any Clock<Duration>
    let random: @Sendable () -> Double
    let now: @Sendable () -> SigningDate

    /// Reads the environment, as all AWS SDKs do.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `AWS_REGION`, else `AWS_DEFAULT_REGION` | the region |
    /// | `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL` | an endpoint other than the service's own |
    /// | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `true`: pass over the two above |
    /// | `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT` | `true`: use those endpoints |
    /// | `AWS_MAX_ATTEMPTS` | how often a call is tried, 3 unless set |
    /// | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION` | credentials |
    /// | `AWS_CONTAINER_CREDENTIALS_FULL_URI`, `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, `AWS_CONTAINER_AUTHORIZATION_TOKEN` | who else gives credentials (Lambda SnapStart) |
    ///
    /// - Parameters:
    ///   - environment: The variables; those of the process unless given.
    ///   - region: A region to use whatever the environment says.
    ///   - credentials: Where credentials come from, instead of the environment. A `Credentials` value will do.
    ///   - transport: What sends the requests; `HTTPClient.shared` unless given.
    ///   - clock: What retries wait by.
    ///   - random: A number from 0 up to 1, not included; it spreads the retries of many clients.
    ///   - now: The date that signatures carry.
    /// - Throws: `AWSError.configuration` for a missing or malformed region. Another variable whose value means nothing counts as unset,
    ///   and is in ``warnings``.
    public init(
        environment: AWSEnvironment = .process, region: String? = nil, credentials: (any CredentialsProvider)? = nil,
        transport: @escaping Transport = { request async throws(HTTPError) in try await HTTPClient.shared.send(request) },
        clock: any Clock<Duration> = ContinuousClock(), random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        now: @escaping @Sendable () -> SigningDate = { .now }
    ) throws(AWSError) {
        self.environment = environment
        self.region = try Self.region(given: region, environment)
        var warnings: [String] = []
        usesFIPS = environment.flag("AWS_USE_FIPS_ENDPOINT", &warnings)
        usesDualStack = environment.flag("AWS_USE_DUALSTACK_ENDPOINT", &warnings)
        ignoresEndpointVariables = environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", &warnings)
        maximumAttempts = Self.maximumAttempts(environment, &warnings)
        self.warnings = warnings
        self.transport = transport
        self.clock = clock
        self.random = random
        self.now = now
        let provider = credentials ?? DefaultCredentials(environment: environment, transport: transport, clock: clock, random: random)
        self.credentials = CredentialsCache(provider, now: now)
    }

    /// The endpoint of a service under this configuration.
    func endpoint(of service: AWSService) throws(AWSError) -> AWSEndpoint {
        let variables = ignoresEndpointVariables ? [] : [service.endpointVariable, "AWS_ENDPOINT_URL"]
        let choices = [("endpointURL", endpointURL)] + variables.map { ($0, environment[$0]) }
        for case (let source, let url?) in choices {
            // Silently passing over what compliance asked for would be worse than refusing.
            guard !usesFIPS, !usesDualStack else {
                throw .configuration(
                    "\(source) and \(usesFIPS ? "AWS_USE_FIPS_ENDPOINT" : "AWS_USE_DUALSTACK_ENDPOINT") exclude each other: unset one of them."
                )
            }
            return try AWSEndpoint(validating: url, source: source)
        }
        return AWSEndpoint(service: service, region: region, usesFIPS: usesFIPS, usesDualStack: usesDualStack)
    }

    private static func region(given: String?, _ environment: AWSEnvironment) throws(AWSError) -> String {
        guard let region = given ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] else {
            throw .configuration("No AWS region: set AWS_REGION, for example to eu-central-1. In Lambda it is always set.")
        }
        // A region becomes part of a host name, so nothing else may stand in it.
        let bytes = Array(region.utf8)
        let isLabel = bytes.allSatisfy { ($0.isASCIIAlphanumeric && $0 | 0x20 == $0) || $0 == UInt8(ascii: "-") }
        guard isLabel, (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
            throw .configuration(
                "The AWS region is not valid: set AWS_REGION to lower-case letters, digits and hyphens such as eu-central-1.")
        }
        return region
    }

    private static func maximumAttempts(_ environment: AWSEnvironment, _ warnings: inout [String]) -> Int {
        guard let text = environment["AWS_MAX_ATTEMPTS"] else { return 3 }
        if let number = Int(text), number >= 1 { return number }
        warnings.append("AWS_MAX_ATTEMPTS is not a number from 1 on and counts as 3: set it to one, or unset it.")
        return 3
    }
}
