package import HTTPTransport
import Surroundings

extension Lambda {
    /// Posts the error of an invocation in the place of the process that handled it and is gone.
    ///
    /// - Parameters:
    ///   - type: Such as `Runtime.ExitError`.
    ///   - client: Whose loop is free.
    /// - Returns: Why the Runtime API did not take it; `nil` when it did.
    package static func report(
        _ message: String, type: String, forInvocation requestID: String, by client: HTTPClient
    ) async -> String? {
        do {
            let settings = try RuntimeSettings(.process)
            let error = FunctionError(type: type, message: message)
            var request = HTTPRequest(
                .post, settings.url("invocation/\(requestID)/error"),
                headers: ["Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": error.category], body: error.body)
            request.usesProxy = false
            request.timeout = .seconds(1)
            let response = try await client.send(request)
            return response.isSuccess ? nil : "status \(response.status)"
        } catch {
            return "\(error)"
        }
    }
}
