/// A Lambda function by any of the names that AWS accepts: `name`, `name:qualifier`, `ACCOUNT:function:name`, an ARN
/// ([FunctionName](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters)).
struct FunctionReference: Equatable {
    var partition: String?
    var region: String?
    var account: String?
    var name: String
    var qualifier: String?

    /// `nil` for a text that names no function.
    init?(_ text: String) {
        // No name is longer than 256 characters or has more than eight parts.
        guard text.utf8.count <= 256 else { return nil }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)[...]
        guard !parts.contains("") else { return nil }
        if parts.first == "arn" {
            guard parts.count >= 7, parts[2] == "lambda", parts[5] == "function" else { return nil }
            (partition, region, account) = (parts[1], parts[3], parts[4])
            parts = parts[6...]
        } else if let function = parts.firstIndex(of: "function"), function <= 2, function + 1 < parts.count {
            if function >= 1 { account = parts[function - 1] }
            if function >= 2 { region = parts[function - 2] }
            parts = parts[(function + 1)...]
        }
        guard let name = parts.popFirst(), parts.count <= 1 else { return nil }
        self.name = name
        qualifier = parts.first
    }

    /// Whether both may be the same function, whatever their qualifiers: nothing that both say differs.
    func isSameFunction(as other: FunctionReference) -> Bool {
        name == other.name && Self.agree(partition, other.partition) && Self.agree(region, other.region)
            && Self.agree(account, other.account)
    }

    private static func agree(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return true }
        return left == right
    }
}
