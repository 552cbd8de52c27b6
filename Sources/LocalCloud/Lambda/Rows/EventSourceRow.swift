internal import JSONValue

/// An event source mapping, which is kept and told but polls nothing.
struct EventSourceRow: Codable, Sendable {
    let id: String
    var function: String
    var qualifier: String?
    var isEnabled: Bool
    /// Its members as they came, besides the function's name and the tags.
    var settings: JSON.Object
    var tags: [String: String]
    /// Seconds since 1970.
    var modified: Double

    var arn: String { "arn:aws:lambda:\(Cloud.region):\(Cloud.account):event-source-mapping:\(id)" }

    /// As [EventSourceMappingConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html).
    var json: JSON.Object {
        var json = settings
        json["UUID"] = .string(id)
        json["EventSourceMappingArn"] = .string(arn)
        json["FunctionArn"] = .string(FunctionIdentifier.arn(function, qualifier))
        json["LastModified"] = .number(modified)
        json["State"] = isEnabled ? "Enabled" : "Disabled"
        json["StateTransitionReason"] = "USER_INITIATED"
        json["LastProcessingResult"] = "No records processed"
        return json
    }
}
