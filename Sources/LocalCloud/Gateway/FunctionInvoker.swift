/// A service that invokes functions, with payloads as bytes: no detour through the text of a JSON value. Lambda.
protocol FunctionInvoker: AWSService {
    /// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
    func invoke(
        function: String, qualifier: String?, payload: [UInt8], type: InvocationType, logTail: Bool, clientContext: String?, call: AWSCall
    ) async throws(AWSError) -> InvokeOutput
}
