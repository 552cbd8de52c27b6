public import HTTPTransport
public import JSONValue
import SigV4
import Synchronization

/// Calls operations of one service: signs, sends, retries, and reads errors. The typed clients, such as `CodeDeploy`, are made of it.
public final class ServiceClient: Sendable {
    /// The service that is called.
    public let service: AWSService

    private let configuration: AWSConfiguration
    private let endpoint: AWSEndpoint
    private let retrier: Retrier
    private let state = Mutex(State())

    private struct State {
        /// By how many seconds the service's clock is ahead of ours, once it has complained.
        var clockOffset: Int64 = 0
        /// The signer of the last call, with its key.
        var signer: Signer?
    }

    /// A client of a service. Clients of the same configuration share their credentials.
    ///
    /// - Throws: `AWSError.configuration` for a malformed or contradictory endpoint setting.
    public init(_ service: AWSService, _ configuration: AWSConfiguration) throws(AWSError) {
        self.service = service
        self.configuration = configuration
        endpoint = try configuration.endpoint(of: service)
        retrier = Retrier(
            maximumAttempts: configuration.maximumAttempts, mode: configuration.retryMode, clock: configuration.clock,
            random: configuration.random)
    }

    /// Calls an operation by the protocol [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
    ///
    /// - Parameters:
    ///   - operation: The operation's name, such as `GetDeployment`.
    ///   - input: The members of its input.
    ///   - deadline: By when the call has to be over, retries included.
    /// - Returns: The output; an empty object where the body is empty.
    public nonisolated(nonsending) func call(
        _ operation: String, _ input: JSON.Object = [:], deadline: Deadline? = nil
    ) async throws(AWSError) -> JSON {
        let target = service.targetPrefix.map { "\($0).\(operation)" } ?? operation
        let response = try await send(
            operation, .post, url: endpoint.url + "/",
            headers: ["Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target],
            body: JSON.object(input).serialized(), deadline)
        return try json(response, operation)
    }

    /// Calls an operation by the protocol [REST-JSON](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).
    ///
    /// - Parameters:
    ///   - operation: The operation's name, which appears in errors.
    ///   - method: The HTTP method.
    ///   - path: The segments of the path, not encoded. None may be empty, `.` or `..`, which would make another path of it.
    ///   - query: The parameters, not encoded.
    ///   - headers: Headers of the operation.
    ///   - body: The body, or `nil` for none; JSON unless `headers` names another type.
    ///   - deadline: By when the call has to be over, retries included.
    /// - Returns: The response, whose status is one of 200 to 299.
    public nonisolated(nonsending) func call(
        _ operation: String, _ method: HTTPMethod, _ path: [String], query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:], body: [UInt8]? = nil, deadline: Deadline? = nil
    ) async throws(AWSError) -> HTTPResponse {
        var url = Array(endpoint.url.utf8)
        for segment in path {
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw .invalidRequest("\(service.id) \(operation): a name or id in the path is empty, a dot or two dots.")
            }
            url.append(UInt8(ascii: "/"))
            for byte in segment.utf8 { url.append(uriEncoded: byte, keepsSlash: false) }
        }
        for (index, parameter) in query.enumerated() {
            url.append(UInt8(ascii: index == 0 ? "?" : "&"))
            for byte in parameter.name.utf8 { url.append(uriEncoded: byte, keepsSlash: false) }
            url.append(UInt8(ascii: "="))
            for byte in parameter.value.utf8 { url.append(uriEncoded: byte, keepsSlash: false) }
        }
        var headers = headers
        if body != nil, headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
        return try await send(operation, method, url: String(decoding: url, as: UTF8.self), headers: headers, body: body, deadline)
    }

    /// The JSON of a response's body; an empty object where that is empty.
    public func json(_ response: HTTPResponse, _ operation: String) throws(AWSError) -> JSON {
        if response.body.isEmpty { return [:] }
        do {
            return try JSON(parsing: response.body)
        } catch {
            throw .invalidResponse("\(service.id) \(operation) answered \(response.status) with a body that is not JSON. \(error)")
        }
    }
}

extension ServiceClient {
    private nonisolated(nonsending) func send(
        _ operation: String, _ method: HTTPMethod, url: String, headers: HTTPHeaders, body: [UInt8]?, _ deadline: Deadline?
    ) async throws(AWSError) -> HTTPResponse {
        let request = HTTPRequest(method, url, headers: headers, body: body)
        var hasCorrectedClock = false
        var hasRefreshed = false
        return try await retrier.run(deadline: deadline) { limit throws(AWSError) in
            while true {
                let credentials = try await configuration.credentials.credentials(before: limit)
                let offset = state.withLock { $0.clockOffset }
                let signed = try sign(request, by: credentials, clockOffset: offset)
                let response = try await signed.send(by: configuration.transport, within: configuration.attemptTimeout, before: limit)
                if response.isSuccess {
                    // A page that says 200 comes from somebody in between, and may be gone the next time.
                    if configuration.retryMode.isInsistent { _ = try json(response, operation) }
                    return response
                }
                let error = AWSServiceError(
                    response, service: service.id, operation: operation,
                    secrets: [credentials.secretAccessKey, credentials.sessionToken ?? ""])
                if error.isAboutTime, !hasCorrectedClock, correctClock(by: response, from: offset) {
                    hasCorrectedClock = true
                } else if error.isAboutExpiredCredentials, !hasRefreshed {
                    hasRefreshed = true
                    configuration.credentials.forget(credentials)
                    guard let fresh = try? await configuration.credentials.credentials(before: limit), fresh != credentials else {
                        throw .service(error)
                    }
                } else {
                    throw .service(error)
                }
            }
        }
    }

    private func sign(_ request: HTTPRequest, by credentials: Credentials, clockOffset: Int64) throws(AWSError) -> HTTPRequest {
        let signer = state.withLock { state in
            if let signer = state.signer, signer.credentials == credentials { return signer }
            let signer = Signer(service: service.signingName, region: configuration.region, credentials: credentials)
            state.signer = signer
            return signer
        }
        do {
            let added = try signer.sign(
                method: request.method.rawValue, url: request.url, headers: Array(request.headers), body: request.body ?? [],
                at: configuration.now().advanced(bySeconds: clockOffset))
            var signed = request
            for (name, value) in added { signed.headers[name] = value }
            return signed
        } catch {
            throw .invalidRequest(error.description)
        }
    }

    /// Takes the service's time from its answer, for this and all later calls; `false` when that is what we signed with already.
    private func correctClock(by response: HTTPResponse, from offset: Int64) -> Bool {
        guard let date = response.headers["Date"].flatMap(SigningDate.init(httpDate:)) else { return false }
        let right = date.secondsSince1970 - configuration.now().secondsSince1970
        guard right != offset else { return false }
        state.withLock { $0.clockOffset = right }
        return true
    }
}

extension AWSServiceError {
    /// Whether the service refuses the date of a signature, rather than the signature.
    fileprivate var isAboutTime: Bool {
        switch code {
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": true
        case "InvalidSignatureException", "SignatureDoesNotMatch":
            ["Signature expired", "not yet current"].contains { Array(message.utf8)[...].firstRange(ofText: $0) != nil }
        default: false
        }
    }

    fileprivate var isAboutExpiredCredentials: Bool {
        code == "ExpiredToken" || code == "ExpiredTokenException"
    }
}
