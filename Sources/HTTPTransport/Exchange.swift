import CLibcurl

/// A request that a caller sends again and again over one libcurl handle: the Runtime API's, where every microsecond is the user's.
///
/// One `send` at a time, which cancelling its task does not end: a failure still has to be reported. No proxy, no redirects, no time
/// limit, no compression: its peer is the sandbox's own.
package final class Exchange: Sendable {
    /// What came back.
    package struct Answer: Sendable {
        package var status: Int
        package var head: ResponseHead
        package var body: [UInt8]
    }

    private let transfer: Transfer
    private let loop = TransferLoop.shared

    /// A `GET` of `url`.
    package init(get url: String, maximumResponseBytes: Int) throws(HTTPError) {
        transfer = try Transfer(url: url)
        transfer.maximumResponseBytes = maximumResponseBytes
        transfer.setString(CURLOPT_URL, url)
        transfer.setString(CURLOPT_PROXY, "")
    }

    /// A `POST` to a URL that each `send` names; `base` stands for it in errors.
    package init(postTo base: String, headers: HTTPHeaders, maximumResponseBytes: Int) throws(HTTPError) {
        transfer = try Transfer(url: base)
        transfer.maximumResponseBytes = maximumResponseBytes
        transfer.setString(CURLOPT_PROXY, "")
        transfer.setLong(CURLOPT_POST, 1)
        transfer.setHeaders(headers)
    }

    /// The head of the answer so far, also of one that broke off.
    package var head: ResponseHead { transfer.head }

    package nonisolated(nonsending) func send() async throws(HTTPError) -> Answer {
        transfer.rewind()
        let outcome = await transfer.perform(on: loop)
        if let error = transfer.error(for: outcome) { throw error }
        return Answer(status: transfer.status, head: transfer.head, body: transfer.body)
    }

    package nonisolated(nonsending) func send(_ body: [UInt8], to url: String) async throws(HTTPError) -> Answer {
        transfer.setString(CURLOPT_URL, url)
        transfer.setBody(body)
        return try await send()
    }

    /// Ends what is under way, and every later `send`, with an error of kind `cancelled`.
    package func cancel() { loop.cancel(transfer) }
}
