import CLibcurl
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One libcurl handle with what it sends and receives.
///
/// Set up by whoever owns it, then handed to the ``TransferLoop``, whose thread alone touches it until ``finish(_:)``.
final class Transfer: @unchecked Sendable {
    let easy: UnsafeMutableRawPointer
    let url: String

    /// What the response's body goes into.
    enum Sink {
        case buffer
        case stream(ResponseBuffer)
    }

    var head = ResponseHead()
    var body: [UInt8] = []
    var sink = Sink.buffer
    var upload: RequestBuffer?
    var maximumResponseBytes = 0
    var followsRedirects = false
    /// The request's limits in milliseconds; 0 for none.
    var timeout = 0
    var connectTimeout = 0
    /// What there still is to turn to when the package's roots don't do.
    var wholeStore: WholeStore?

    var isActive = false
    var isCancelled = false
    /// Why a callback refused to take more, which libcurl only knows as a failed write.
    private var refusal: String?
    /// The resumed continuation orders the loop's writes before the caller's reads; the thread sanitizer sees that only through this.
    private let isHandedBack = Atomic(false)
    private var continuation: UnsafeContinuation<CURLcode, Never>?
    private var requestHeaders: UnsafeMutablePointer<curl_slist>?
    private var requestBody = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private let errorText: UnsafeMutablePointer<CChar>

    /// A transfer with what all of them have in common.
    init(url: String) throws(HTTPError) {
        guard let easy = curl_easy_init() else {
            throw HTTPError(kind: .other, url: url, cause: "libcurl could not make a handle (out of memory?)")
        }
        self.easy = easy
        self.url = url
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setPointer(CURLOPT_ERRORBUFFER, errorText)
        setPointer(CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
        setLong(CURLOPT_NOSIGNAL, 1)
        shim_easy_leave_lookups(easy)
        setLong(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        setLong(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        setLong(CURLOPT_SSL_VERIFYPEER, 1)
        setLong(CURLOPT_SSL_VERIFYHOST, 2)
        shim_easy_set_web_protocols_only(easy)
        shim_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION, headerCallback)
        setPointer(CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque())
        shim_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION, bodyCallback)
        setPointer(CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
        setString(CURLOPT_USERAGENT, "swift-lambda-rollout")
        // A proxy's answer to CONNECT is not the response's head.
        setLong(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(requestHeaders)
        requestBody.deallocate()
        errorText.deallocate()
    }

    // MARK: Setting up

    func setLong(_ option: CURLoption, _ value: Int) { shim_easy_set_long(easy, option, value) }
    func setString(_ option: CURLoption, _ value: String) { shim_easy_set_string(easy, option, value) }
    func setPointer(_ option: CURLoption, _ value: UnsafeRawPointer?) { shim_easy_set_pointer(easy, option, value) }

    /// Sets the header fields. What libcurl would add to bodies by itself is left out: `Expect: 100-continue`, to wait for, and
    /// `Content-Type: application/x-www-form-urlencoded`, which few bodies are. A value of white space alone is an empty one, which libcurl
    /// takes in a form of its own.
    func setHeaders(_ headers: HTTPHeaders) {
        curl_slist_free_all(requestHeaders)
        requestHeaders = nil
        for name in ["Expect", "Content-Type"] where headers[name] == nil { requestHeaders = curl_slist_append(requestHeaders, name + ":") }
        for (name, value) in headers {
            let isBlank = value.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            requestHeaders = curl_slist_append(requestHeaders, isBlank ? "\(name);" : "\(name): \(value)")
        }
        shim_easy_set_list(easy, CURLOPT_HTTPHEADER, requestHeaders)
    }

    /// Copies the body to memory that stays where it is until the next call.
    func setBody(_ body: [UInt8]) {
        if requestBody.count < body.count {
            requestBody.deallocate()
            requestBody = .allocate(byteCount: max(body.count, 1024), alignment: 1)
        }
        body.withUnsafeBytes { requestBody.copyMemory(from: $0) }
        shim_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        setPointer(CURLOPT_POSTFIELDS, requestBody.baseAddress ?? UnsafeMutableRawPointer(errorText))
    }

    // MARK: Performing

    /// Performs the transfer on the loop; ``TransferLoop/cancel(_:)`` ends it with `CURLE_ABORTED_BY_CALLBACK`.
    nonisolated(nonsending) func perform(on loop: TransferLoop) async -> CURLcode {
        let outcome = await withUnsafeContinuation { continuation in
            self.continuation = continuation
            loop.start(self)
        }
        _ = isHandedBack.load(ordering: .acquiring)
        return outcome
    }

    /// Called by the loop, once for each ``perform(on:)``.
    func finish(_ outcome: CURLcode) {
        let error = error(for: outcome)
        if case .stream(let buffer) = sink {
            if error == nil { buffer.begin(head, status: status) }
            buffer.end(error)
        }
        upload?.end(error.map { .failure($0) } ?? .success(status))
        let continuation = self.continuation
        self.continuation = nil
        isHandedBack.store(true, ordering: .releasing)
        continuation?.resume(returning: outcome)
    }

    /// The status of the last response, or 0.
    var status: Int { shim_easy_get_long(easy, CURLINFO_RESPONSE_CODE) }

    /// What an outcome means, or `nil` for success.
    func error(for outcome: CURLcode) -> HTTPError? {
        if outcome == CURLE_OK {
            // libcurl takes a head that breaks off for a whole one.
            return head.isComplete ? nil : HTTPError(kind: .connectionLost, url: url, cause: "the response's head broke off")
        }
        return HTTPError(kind: kind(of: outcome), url: url, cause: cause(of: outcome))
    }

    private func kind(of outcome: CURLcode) -> HTTPError.Kind {
        if refusal != nil { return .tooLarge }
        return switch outcome {
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: .invalidRequest
        // Once connected, it is the answer that is not HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL: isConnected ? .protocolError : .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_OPERATION_TIMEDOUT: isOutOfTime ? .timeout : .connectTimeout
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND: .connectionLost
        case CURLE_WEIRD_SERVER_REPLY, CURLE_TOO_MANY_REDIRECTS, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2, CURLE_HTTP2_STREAM: .protocolError
        default: .other
        }
    }

    private var isConnected: Bool { shim_easy_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// Whether it was the limit of the whole request that ran out; libcurl says only that one did.
    private var isOutOfTime: Bool {
        if timeout > 0, timeout <= connectTimeout { return true }
        // After a redirect, the connection of which something is known need not be the last.
        guard followsRedirects else { return isConnected }
        return timeout > 0 && shim_easy_get_offset(easy, CURLINFO_TOTAL_TIME_T) >= curl_off_t(timeout) * 1000
    }

    private func cause(of outcome: CURLcode) -> String {
        if let refusal { return refusal }
        if outcome == CURLE_FILESIZE_EXCEEDED { return "its body has more than the allowed \(maximumResponseBytes) bytes" }
        if outcome == CURLE_ABORTED_BY_CALLBACK { return "the task was cancelled" }
        let general = String(cString: curl_easy_strerror(outcome))
        let detail = String(cString: errorText)
        return detail.isEmpty ? general : detail
    }

    // MARK: Sending again

    /// Forgets the last response, for a handle that is used again.
    func rewind() {
        head.clear()
        body.removeAll(keepingCapacity: true)
        refusal = nil
        errorText.pointee = 0
    }

    // MARK: Callbacks

    fileprivate func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        guard head.append(line, isFinal: isFinalHead) else {
            refusal = "its header fields have more than \(ResponseHead.maximumBytes) bytes"
            return false
        }
        // "See Other" asks for a GET whatever the method was (RFC 9110, 15.4.4); libcurl would keep one that was set by name.
        if followsRedirects, line.count <= 2, status == 303 { shim_easy_set_string(easy, CURLOPT_CUSTOMREQUEST, nil) }
        if case .stream(let buffer) = sink, line.count <= 2, isFinalHead { buffer.begin(head, status: status) }
        return true
    }

    /// Whether the body follows, rather than another response to the same request.
    private var isFinalHead: Bool { status >= 200 && (!followsRedirects || !(300...399).contains(status)) }

    /// Takes a piece of the body; returns how much of it, or libcurl's word for pausing.
    fileprivate func receiveBody(_ piece: UnsafeRawBufferPointer) -> Int {
        switch sink {
        case .stream(let buffer):
            buffer.begin(head, status: status)
            return buffer.append(piece) ? piece.count : Int(CURL_WRITEFUNC_PAUSE)
        case .buffer:
            guard piece.count <= maximumResponseBytes - body.count else {
                refusal = "its body has more than the allowed \(maximumResponseBytes) bytes"
                return 0
            }
            body.append(contentsOf: piece)
            return piece.count
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let headerCallback: shim_data_callback = { data, size, count, context in
    guard let data, let transfer = transfer(context) else { return 0 }
    return transfer.receiveHeader(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

private let bodyCallback: shim_data_callback = { data, size, count, context in
    guard let data, let transfer = transfer(context) else { return 0 }
    return transfer.receiveBody(UnsafeRawBufferPointer(start: data, count: size * count))
}
