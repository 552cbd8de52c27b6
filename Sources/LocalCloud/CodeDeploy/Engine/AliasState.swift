internal import JSONValue

extension CodeDeploy {
    /// An alias as [GetAlias](https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html) shows it.
    struct AliasState: CustomStringConvertible {
        let version: String
        /// The share of the traffic, from 0 to 1, that another version has.
        let weights: [String: Double]
        let revision: String?

        init(_ output: JSON) throws(AWSError) {
            guard let version = output["FunctionVersion"]?.string else {
                throw AWSError("ServiceException", "Lambda's answer about the alias has no FunctionVersion.")
            }
            self.version = version
            var weights: [String: Double] = [:]
            for (version, weight) in output["RoutingConfig"]?["AdditionalVersionWeights"]?.object ?? [:] {
                if let weight = weight.double, weight > 0 { weights[version] = weight }
            }
            self.weights = weights
            revision = output["RevisionId"]?.string
        }

        var description: String {
            let others = weights.sorted { $0.key < $1.key }.map {
                " with \(Int(($0.value * 100).rounded())) % of the traffic on version \($0.key)"
            }
            return "version \(version)" + others.joined(separator: " and")
        }
    }
}
