import HTTPTransport

extension HTTPRequest {
    /// Sends the request, which may take so long at most, and no longer than to the deadline.
    nonisolated(nonsending) func send(
        by transport: AWSConfiguration.Transport, within longest: Duration, before deadline: Deadline?
    ) async throws(AWSError) -> HTTPResponse {
        let time = min(longest, deadline?.remaining ?? longest)
        guard time > .zero else { throw .deadlineExceeded(last: nil) }
        var request = self
        request.timeout = time
        request.connectTimeout = min(connectTimeout, time)
        do {
            return try await transport(request)
        } catch {
            throw error.kind == .cancelled ? .cancelled : .transport(error)
        }
    }
}
