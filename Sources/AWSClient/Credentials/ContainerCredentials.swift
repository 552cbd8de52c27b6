import HTTPTransport
import JSONValue
import SigV4
import Surroundings

/// The credentials that an HTTP endpoint beside the process gives out, as in Lambda with SnapStart.
///
/// See [container credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
struct ContainerCredentials: Sendable {
    let environment: AWSEnvironment
    let transport: AWSConfiguration.Transport
    let retrier: Retrier

    private static let variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let tokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    /// The largest file of a token, in bytes.
    static let longestToken = 64 << 10

    /// Fresh credentials; `nil` where the environment names no endpoint.
    nonisolated(nonsending) func credentials(before deadline: Deadline?) async throws(AWSError) -> Credentials? {
        guard let url = environment[Self.variable] else { return nil }
        try Self.check(url)
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if let token = try authorization() { headers["Authorization"] = token }
        let response = try await fetch(url, headers, deadline)
        guard let json = try? JSON(parsing: response.body), let id = json["AccessKeyId"]?.string,
            let secret = json["SecretAccessKey"]?.string
        else {
            throw .credentials("The endpoint that \(Self.variable) names answered without AccessKeyId and SecretAccessKey.")
        }
        return try Credentials(
            validating: id, secret, json["Token"]?.string, expiration: json["Expiration"]?.string.flatMap(SigningDate.init(iso8601:)),
            source: "The endpoint that \(Self.variable) names")
    }

    private nonisolated(nonsending) func fetch(
        _ url: String, _ headers: HTTPHeaders, _ deadline: Deadline?
    ) async throws(AWSError) -> HTTPResponse {
        var request = HTTPRequest(.get, url, headers: headers)
        // Neither the authorization nor the answer is for a proxy.
        request.usesProxy = false
        request.maximumResponseBytes = 64 << 10
        do {
            return try await retrier.run(deadline: deadline) { [request] limit throws(AWSError) in
                let response = try await request.send(by: transport, within: .seconds(5), before: limit)
                guard !response.isSuccess else { return response }
                throw .service(
                    AWSServiceError(response, service: "Container", operation: "credentials", secrets: [headers["Authorization"] ?? ""]))
            }
        } catch {
            switch error {
            case .service, .transport: throw .credentials("The endpoint that \(Self.variable) names gave no credentials. \(error)")
            default: throw error
            }
        }
    }

    /// Accepts TLS, and plain HTTP to this machine.
    private static func check(_ url: String) throws(AWSError) {
        guard let parsed = try? SignableURL(url), let host = parsed.host, !url.utf8.contains(UInt8(ascii: "@")) else {
            throw .credentials("\(variable) is no URL of the form http://host/path.")
        }
        if parsed.scheme == "https" { return }
        let isBracketed = host.utf8.first == UInt8(ascii: "[")
        let name = isBracketed ? host[...] : host.prefix { $0 != ":" }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let isLoopback = numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
        guard isLoopback || name == "localhost" || name == "[::1]" || name.hasPrefix("[::1]:") else {
            throw .credentials("\(variable) names another machine without TLS: it has to begin with https:// or name a loopback address.")
        }
    }

    /// What the endpoint wants to see in `Authorization`. The file is read anew each time, since its content changes.
    private func authorization() throws(AWSError) -> String? {
        let source: String
        let token: String
        if let path = environment[Self.tokenVariable + "_FILE"] {
            source = Self.tokenVariable + "_FILE"
            do {
                token = String(decoding: try BoundedFile.bytes(of: path, limit: Self.longestToken), as: UTF8.self)
            } catch {
                let reason = error == .tooLarge ? "it is larger than \(Self.longestToken) bytes" : error.reason
                throw .credentials("The file that \(source) names can't be read: \(reason).")
            }
        } else if let value = environment[Self.tokenVariable] {
            source = Self.tokenVariable
            token = value
        } else {
            return nil
        }
        guard token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .credentials("\(source) holds a line break or another character that can't stand in a header.")
        }
        return token
    }
}
