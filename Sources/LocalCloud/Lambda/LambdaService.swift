internal import JSONValue

/// [Lambda](https://docs.aws.amazon.com/lambda/latest/api/welcome.html), running the user's own processes.
final class LambdaService: AWSService {
    private let context: CloudContext

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        throw AWSError("UnknownOperationException", "The local Lambda does not know \(operation.prefix(100)) yet.")
    }

    /// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html) without the detour of bytes through JSON.
    func invoke(
        function: String, qualifier: String? = nil, payload: [UInt8], type: InvocationType = .requestResponse, logTail: Bool = false,
        clientContext: String? = nil, call: AWSCall
    ) async throws(AWSError) -> InvokeOutput {
        throw AWSError("ServiceException", "Not there yet.")
    }
}
