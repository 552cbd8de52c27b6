/// How a function is called: the values of the header `X-Amz-Invocation-Type`.
/// See [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
enum InvocationType: String, Sendable {
    /// The caller waits for the answer.
    case requestResponse = "RequestResponse"
    /// The event is put in line, and the caller goes on.
    case event = "Event"
    /// Nothing runs; the caller only learns whether it might.
    case dryRun = "DryRun"
}

/// What a call of a function came to, the payload as bytes.
struct InvokeOutput: Sendable {
    /// The HTTP status: 200, 202 for ``InvocationType/event``, 204 for ``InvocationType/dryRun``.
    let status: Int
    /// `X-Amz-Executed-Version`: the version that answered, a number or `$LATEST`.
    var executedVersion: String?
    /// `X-Amz-Function-Error`: `Unhandled` when the payload tells an error of the function.
    var functionError: String?
    /// `X-Amz-Log-Result`: the last 4 KiB of the invocation's log, in Base64.
    var logResult: String?
    var payload: [UInt8] = []
}
