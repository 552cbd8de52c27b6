internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// [AWS JSON](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html) 1.0 and 1.1: the operation in `X-Amz-Target`, JSON both ways.
struct AWSJSONProtocol: WireProtocol {
    let version: String
    /// What precedes the operation's name in `X-Amz-Target`, such as `CodeDeploy_20141006`.
    let target: String
    /// For a service that had the Query protocol first.
    var errors: ErrorNames?

    func read(_ request: GatewayRequest) throws(AWSError) -> (operation: String, input: JSON) {
        guard request.method == "POST", request.segments.isEmpty, let value = request.headers["X-Amz-Target"],
            value.hasPrefix(target + ".")
        else {
            throw AWSError("UnknownOperationException", "The service answers to POST / with X-Amz-Target: \(target).<operation>.")
        }
        return (String(value.dropFirst(target.count + 1).prefix(100)), try JSON.input(request.body))
    }

    func response(to operation: String, _ output: JSON, _ request: GatewayRequest) -> Response {
        .json(.ok, output.serialized(), contentType: mediaType)
    }

    func response(_ error: AWSError, _ request: GatewayRequest) -> Response {
        let name = errors?.shape(error.code) ?? error.code
        var body: JSON.Object = ["__type": .string(name), "message": .string(error.message)]
        for (name, value) in error.members { body[name] = value }
        let status = errors?.status(error) ?? (error.isInternal ? .internalServerError : .badRequest)
        var response = Response.json(status, JSON.object(body).serialized(), contentType: mediaType)
        response.headers["x-amzn-ErrorType"] = name
        response.headers["x-amzn-query-error"] = errors?.queryError(error)
        return response
    }

    private var mediaType: String { "application/x-amz-json-\(version)" }
}

extension JSON {
    /// How many values an input may have: more than 1000 metrics with 150 values and as many counts; and how many members an object.
    static let mostInputValues = 500_000
    static let mostInputMembers = 1000

    /// The input of an operation, which is an object; nothing is one without members.
    static func input(_ body: [UInt8]) throws(AWSError) -> JSON {
        if body.isEmpty { return [:] }
        let input: JSON
        do {
            input = try JSON(parsing: body, limits: .init(bytes: body.count, values: mostInputValues, members: mostInputMembers))
        } catch {
            throw AWSError("SerializationException", error.description)
        }
        guard input.object != nil else { throw AWSError("SerializationException", "The body is no JSON object.") }
        return input
    }
}
