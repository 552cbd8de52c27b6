internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// [Smithy RPC v2 CBOR](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html), which newer clients speak to CloudWatch.
struct RPCv2CBORProtocol: WireProtocol {
    /// The service's name in paths, such as `GraniteServiceVersion20100801`.
    let service: String
    let kinds: MemberKinds
    let errors: ErrorNames

    func read(_ request: GatewayRequest) throws(AWSError) -> (operation: String, input: JSON) {
        guard request.method == "POST", request.segments.count == 4, request.segments[0] == "service", request.segments[1] == service,
            request.segments[2] == "operation"
        else {
            throw AWSError("UnknownOperationException", "The service answers to POST /service/\(service)/operation/<operation>.")
        }
        let operation = String(request.segments[3].prefix(100))
        if request.body.isEmpty { return (operation, [:]) }
        do {
            let input = try CBORReader.value(request.body)
            guard input.object != nil else { throw AWSError("SerializationException", "The body is no map.") }
            return (operation, input)
        } catch let error as AWSError {
            throw error
        } catch {
            throw AWSError("SerializationException", "The body is no CBOR of the protocol: \(error).")
        }
    }

    func response(to operation: String, _ output: JSON, _ request: GatewayRequest) -> Response {
        response(.ok, output)
    }

    func response(_ error: AWSError, _ request: GatewayRequest) -> Response {
        let status = errors.status(error)
        let shape = errors.shape(error.code)
        var response = response(status, ["__type": .string(shape), "message": .string(error.message)])
        response.headers["x-amzn-query-error"] = errors.queryError(error)
        return response
    }

    private func response(_ status: HTTPResponse.Status, _ body: JSON) -> Response {
        Response(
            status: status, headers: [.contentType: "application/cbor", .smithyProtocol: "rpc-v2-cbor"],
            body: .init(byteBuffer: ByteBuffer(bytes: CBORWriter(body, kinds).bytes)))
    }
}

extension HTTPField.Name {
    fileprivate static var smithyProtocol: HTTPField.Name { .init("smithy-protocol") ?? .contentType }
}
