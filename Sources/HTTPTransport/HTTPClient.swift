import CLibcurl

/// An HTTP client over libcurl: connections are kept alive and shared, certificates always verified, TLS 1.2 at least.
///
/// ```swift
/// let response = try await HTTPClient.shared.get("https://example.com/health")
/// guard response.isSuccess else { … }
/// ```
/// Cancelling the task cancels the request. A response of any status is returned; only what prevents a response is thrown.
///
/// Time limits and cancelling also end a look-up of a host that the name server doesn't answer, with libcurl 7.87 or newer. An older one
/// waits until the system's resolver gives up (with glibc usually after ten seconds), and so do all other requests.
///
/// Certificate authorities come from the first of: the file that `AWS_CA_BUNDLE` names, the file that `SSL_CERT_FILE` names,
/// `/etc/pki/tls/certs/ca-bundle.crt`, `/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem`, `/etc/ssl/certs/ca-certificates.crt`.
/// Where neither variable is set, the few roots that `rollout package` puts beside the executable (`$LAMBDA_TASK_ROOT/roots.pem`) are tried
/// first: they are quickly read, and all that AWS's own endpoints need.
public final class HTTPClient: Sendable {
    /// The client of this process. There is nothing to configure: limits belong to the ``HTTPRequest``.
    public static let shared = HTTPClient()

    /// Answers requests in the network's place, in tests; see `Rollout.test`. An error that it throws is that of the request; one that is
    /// no ``HTTPError`` becomes one of the kind ``HTTPError/Kind/other``.
    public typealias Answers = @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// What answers in the network's place, in this task and those that it starts.
    @TaskLocal package static var answers: Answers?

    private let loop: TransferLoop
    private let authorities: CertificateAuthorities

    /// A client whose requests another loop performs.
    package convenience init(loop: TransferLoop = .shared) { self.init(loop: loop, authorities: .shared) }

    init(loop: TransferLoop = .shared, authorities: CertificateAuthorities) {
        self.loop = loop
        self.authorities = authorities
    }

    /// Sends a request and returns the whole response.
    ///
    /// - Throws: ``HTTPError`` when there is no (whole) response within the request's limits.
    public nonisolated(nonsending) func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let transfer = try Transfer(request, authorities: authorities)
        if let response = try await Self.answer(request) { return response }
        transfer.maximumResponseBytes = max(0, request.maximumResponseBytes)
        // The length that a HEAD's answer announces is that of a body which does not come.
        if request.method != .head {
            shim_easy_set_offset(transfer.easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(clamping: max(1, request.maximumResponseBytes)))
        }
        let outcome = await withTaskCancellationHandler {
            await transfer.perform(on: loop)
        } onCancel: {
            loop.cancel(transfer)
        }
        if let error = transfer.error(for: outcome) { throw error }
        return HTTPResponse(status: transfer.status, headers: transfer.head.fields, body: transfer.body)
    }

    /// Sends a request and returns as soon as the response's head is there; its body follows in pieces, as fast as they are taken.
    ///
    /// ``HTTPRequest/timeout`` bounds the time to the body's last byte here as well; set it to `nil` for a body without an end.
    ///
    /// - Throws: ``HTTPError`` when no response begins. What goes wrong later is thrown by the body.
    public nonisolated(nonsending) func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponseStream {
        let transfer = try Transfer(request, authorities: authorities)
        if let response = try await Self.answer(request) {
            return HTTPResponseStream(status: response.status, headers: response.headers, body: HTTPResponseStream.Body(response.body))
        }
        let buffer = ResponseBuffer(transfer: transfer, loop: loop)
        transfer.sink = .stream(buffer)
        loop.start(transfer)
        let body = HTTPResponseStream.Body(buffer: buffer)
        let (head, status) = try await buffer.head()
        return HTTPResponseStream(status: status, headers: head.fields, body: body)
    }

    /// The test's answer; `nil` outside of tests.
    private nonisolated(nonsending) static func answer(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse? {
        guard let answers else { return nil }
        do {
            return try await answers(request)
        } catch let error as HTTPError {
            throw error
        } catch {
            throw HTTPError(kind: error is CancellationError ? .cancelled : .other, url: request.url, cause: "\(error)")
        }
    }

    /// Requests a URL with `GET`.
    ///
    /// - Throws: ``HTTPError`` when there is no (whole) response within the default limits.
    public nonisolated(nonsending) func get(_ url: String, headers: HTTPHeaders = [:]) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.get, url, headers: headers))
    }

    /// Requests a URL with `HEAD`.
    ///
    /// - Throws: ``HTTPError`` when there is no response within the default limits.
    public nonisolated(nonsending) func head(_ url: String, headers: HTTPHeaders = [:]) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.head, url, headers: headers))
    }

    /// Sends a body with `POST`.
    ///
    /// - Throws: ``HTTPError`` when there is no (whole) response within the default limits.
    public nonisolated(nonsending) func post(
        _ url: String, body: [UInt8] = [], headers: HTTPHeaders = [:]
    ) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.post, url, headers: headers, body: body))
    }

    /// Sends a body with `PUT`.
    ///
    /// - Throws: ``HTTPError`` when there is no (whole) response within the default limits.
    public nonisolated(nonsending) func put(
        _ url: String, body: [UInt8] = [], headers: HTTPHeaders = [:]
    ) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.put, url, headers: headers, body: body))
    }

    /// Sends a body with `PATCH`.
    ///
    /// - Throws: ``HTTPError`` when there is no (whole) response within the default limits.
    public nonisolated(nonsending) func patch(
        _ url: String, body: [UInt8] = [], headers: HTTPHeaders = [:]
    ) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.patch, url, headers: headers, body: body))
    }

    /// Requests a URL with `DELETE`.
    ///
    /// - Throws: ``HTTPError`` when there is no (whole) response within the default limits.
    public nonisolated(nonsending) func delete(_ url: String, headers: HTTPHeaders = [:]) async throws(HTTPError) -> HTTPResponse {
        try await send(HTTPRequest(.delete, url, headers: headers))
    }
}
