import CLibcurl

/// A `POST` whose body is sent in chunks while it comes into being, with trailing fields.
package final class StreamingExchange: Sendable {
    private let transfer: Transfer
    private let buffer = RequestBuffer()
    private let loop = TransferLoop.shared

    package init(postTo url: String, headers: HTTPHeaders) throws(HTTPError) {
        transfer = try Transfer(url: url)
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

    /// Sends bytes, waiting while the peer is slow to take them.
    package nonisolated(nonsending) func write(_ bytes: [UInt8]) async throws(HTTPError) {
        if try buffer.append(bytes) { loop.resume(transfer) }
        await buffer.drained()
    }

    /// Ends the body and returns the answer's status and body.
    package nonisolated(nonsending) func finish(trailers: HTTPHeaders) async throws(HTTPError) -> Exchange.Answer {
        if buffer.complete(trailers: trailers) { loop.resume(transfer) }
        try await buffer.ended()
        return Exchange.Answer(status: transfer.status, head: transfer.head, body: transfer.body)
    }

    /// Breaks the transfer off.
    package func cancel() { loop.cancel(transfer) }
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
