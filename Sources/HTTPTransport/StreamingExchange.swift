import CLibcurl

/// A `POST` whose body is sent in chunks while it comes into being, with trailing fields.
package final class StreamingExchange: Sendable {
    private let transfer: Transfer
    private let buffer: RequestBuffer
    private let loop = TransferLoop.shared

    /// Begins a `POST` whose body begins with `beginning`.
    package init(postTo url: String, headers: HTTPHeaders, beginning: [UInt8] = []) throws(HTTPError) {
        transfer = try Transfer(url: url)
        buffer = RequestBuffer(url: url, beginning: beginning)
        transfer.maximumResponseBytes = 64 * 1024
        transfer.upload = buffer
        transfer.setString(CURLOPT_URL, url)
        transfer.setString(CURLOPT_PROXY, "")
        transfer.setLong(CURLOPT_POST, 1)
        var headers = headers
        headers["Transfer-Encoding"] = "chunked"
        transfer.setHeaders(headers)
        let context = Unmanaged.passUnretained(buffer).toOpaque()
        shim_easy_set_data_callback(transfer.easy, CURLOPT_READFUNCTION, readBody)
        transfer.setPointer(CURLOPT_READDATA, context)
        shim_easy_set_trailer_callback(transfer.easy, readTrailers)
        transfer.setPointer(CURLOPT_TRAILERDATA, context)
        loop.start(transfer)
    }

    /// Sends bytes, waiting while more than 256 KiB are left to send. Throws when the body has ended, or the peer has answered already.
    package nonisolated(nonsending) func write(_ bytes: [UInt8]) async throws(HTTPError) {
        if try buffer.append(bytes) { loop.resume(transfer) }
        try await buffer.drained()
    }

    /// Ends the body and returns the answer's status and body.
    package nonisolated(nonsending) func finish(trailers: HTTPHeaders) async throws(HTTPError) -> Exchange.Answer {
        if buffer.complete(trailers: trailers) { loop.resume(transfer) }
        let status = try await buffer.ended()
        return Exchange.Answer(status: status, head: transfer.head, body: transfer.body)
    }
}

private func buffer(_ context: UnsafeMutableRawPointer?) -> RequestBuffer? {
    context.map { Unmanaged<RequestBuffer>.fromOpaque($0).takeUnretainedValue() }
}

private let readBody: shim_data_callback = { data, size, count, context in
    guard let data, let buffer = buffer(context) else { return Int(CURL_READFUNC_ABORT) }
    return buffer.read(into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
}

private let readTrailers: shim_trailer_callback = { list, context in
    list.pointee = buffer(context)?.trailerList()
    return CURL_TRAILERFUNC_OK
}
