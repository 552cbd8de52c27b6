internal import JSONValue

/// A name for one version of a function, or for two by weights.
struct AliasRow: Codable, Sendable {
    let function: String
    let name: String
    var version: String
    /// The other version, which gets this part of the requests, 0.0 to 1.0.
    var additional: Additional?
    var description: String
    var revision: String

    struct Additional: Codable, Sendable {
        let version: String
        let weight: Double
    }

    /// The version that answers a request.
    ///
    /// - Parameter draw: A random number in 0..<1.
    func version(draw: Double) -> String {
        guard let additional, draw < additional.weight else { return version }
        return additional.version
    }

    /// As [AliasConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html).
    var json: JSON {
        var json: JSON.Object = [
            "AliasArn": .string(FunctionIdentifier.arn(function, name)), "Name": .string(name), "FunctionVersion": .string(version),
            "Description": .string(description), "RevisionId": .string(revision),
        ]
        if let additional {
            json["RoutingConfig"] = [
                "AdditionalVersionWeights": .object([additional.version: .number(additional.weight)])
            ]
        }
        return .object(json)
    }
}
