internal import JSONValue

/// A function as clients name it: by name, by ARN or by a part of an ARN, with or without a version or an alias.
struct FunctionIdentifier: Sendable, Hashable {
    /// The function's bare name.
    let name: String
    /// A published version's number, `$LATEST` or the name of an alias; `nil` for the function itself.
    let qualifier: String?

    /// - Parameter qualifier: The input's own member `Qualifier`.
    /// - Throws: `InvalidParameterValueException`.
    init(_ text: String, qualifier: String? = nil) throws(AWSError) {
        guard (1...256).contains(text.utf8.count), let match = text.wholeMatch(of: Self.pattern) else {
            throw .invalid("functionName", text, "satisfy regular expression pattern: \(Self.patternText)")
        }
        let name = String(match.output.name)
        guard name.utf8.count <= (text.hasPrefix("arn:") ? 140 : 64) else {
            throw .invalid("functionName", text, "have length less than or equal to 64")
        }
        if let account = match.output.account, account != Cloud.account {
            throw AWSError("ResourceNotFoundException", "Function not found: \(text). The local cloud plays account \(Cloud.account).")
        }
        self.name = name
        let derived = match.output.qualifier.map { String($0) }
        if let derived, let qualifier, derived != qualifier {
            throw AWSError(
                "InvalidParameterValueException",
                "The derived qualifier from the function name does not match the specified qualifier.")
        }
        if let qualifier {
            guard qualifier.utf8.count <= 128, qualifier.wholeMatch(of: Self.qualifierPattern) != nil else {
                throw .invalid("qualifier", qualifier, #"satisfy regular expression pattern: \$LATEST|[a-zA-Z0-9-_$]+"#)
            }
        }
        self.qualifier = qualifier ?? derived
    }

    /// The function that an operation's input names.
    ///
    /// - Parameter takesQualifier: Whether the operation has a member `Qualifier`.
    init(_ input: JSON, takesQualifier: Bool = true) throws(AWSError) {
        try self.init(LambdaInput(input).text("FunctionName").required("functionName"), qualifier: takesQualifier ? input["Qualifier"]?.string : nil)
    }

    init(name: String, qualifier: String? = nil) {
        self.name = name
        self.qualifier = qualifier
    }

    /// The ARN, with the qualifier where there is one.
    var arn: String { Self.arn(name, qualifier) }

    /// What CloudWatch's dimension `Resource` says.
    var resource: String { qualifier.map { "\(name):\($0)" } ?? name }

    static func arn(_ name: String, _ qualifier: String? = nil) -> String {
        let function = "arn:aws:lambda:\(Cloud.region):\(Cloud.account):function:\(name)"
        return qualifier.map { "\(function):\($0)" } ?? function
    }

    private static let patternText =
        #"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"#
    // Regexes are not Sendable, but these capture nothing and are never changed.
    private nonisolated(unsafe) static let pattern =
        /(?:arn:aws[a-zA-Z\-]*:lambda:)?(?:[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d:)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9\-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9\-_]+))?/
    private nonisolated(unsafe) static let qualifierPattern = /\$LATEST|[a-zA-Z0-9\-_]+/
}
