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
        guard (1...256).contains(text.utf8.count), let (account, name, derived) = Self.parts(text) else {
            throw .invalid("functionName", text, "satisfy regular expression pattern: \(Self.pattern)")
        }
        guard text.utf8.count <= 170 else { throw .invalid("functionName", text, "have length less than or equal to 170") }
        guard name.utf8.count <= 64 else {
            throw .invalidParameter(AWSError.invalidMessage("functionName", text, "Member must have length less than or equal to 64"))
        }
        if let account, account != Cloud.account {
            throw AWSError("AccessDeniedException", "\(text) is another account's: the local cloud plays account \(Cloud.account).")
        }
        if let derived, let qualifier, derived != qualifier {
            throw AWSError(
                "InvalidParameterValueException",
                "The derived qualifier from the function name does not match the specified qualifier.")
        }
        if let qualifier,
            qualifier.utf8.count > 128 || !(Self.isQualifier(qualifier[...]) || Self.isName(qualifier.filter { $0 != "$" }[...]))
        {
            throw .invalid("qualifier", qualifier, #"satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"#)
        }
        self.name = String(name)
        self.qualifier = qualifier ?? derived.map { String($0) }
    }

    /// The function that an operation's input names.
    ///
    /// - Parameter takesQualifier: Whether the operation has a member `Qualifier`.
    init(_ input: JSON, takesQualifier: Bool = true) throws(AWSError) {
        try self.init(
            LambdaInput(input).text("FunctionName").required("functionName"), qualifier: takesQualifier ? input["Qualifier"]?.string : nil)
    }

    init(name: String, qualifier: String? = nil) {
        self.name = name
        self.qualifier = qualifier
    }

    /// The ARN, with the qualifier where there is one.
    var arn: String { Self.arn(name, qualifier) }

    /// What CloudWatch's dimension `Resource` says.
    var resource: String { qualifier.map { "\(name):\($0)" } ?? name }

    /// Whether the qualifier is a version's number, however large: what has another character is an alias's name.
    var namesVersion: Bool { qualifier?.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) == true }

    static func arn(_ name: String, _ qualifier: String? = nil) -> String {
        let function = "arn:aws:lambda:\(Cloud.region):\(Cloud.account):function:\(name)"
        return qualifier.map { "\(function):\($0)" } ?? function
    }

    private static let pattern =
        #"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?"#
        + #"([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"#

    /// The parts of a name that follows the pattern. By hand: each invocation does this, and a regular expression takes a hundred times as long.
    private static func parts(_ text: String) -> (account: Substring?, name: Substring, qualifier: Substring?)? {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        var account: Substring?
        if parts.count > 1, parts.first == "arn" {
            guard parts.count >= 7, parts[1].hasPrefix("aws"), parts[2] == "lambda", parts[5] == "function" else { return nil }
            parts = parts.dropFirst(3)
        }
        // With `function` behind them, region and account are what they look like; else the account alone can be told from a name.
        if let index = parts.firstIndex(of: "function"), parts.count > index - parts.startIndex + 1 {
            let before = parts[..<index]
            guard before.count <= 2 else { return nil }
            account = before.last
            parts = parts[(index + 1)...]
        } else if parts.count > 1, let first = parts.first, isAccount(first) {
            account = first
            parts = parts.dropFirst()
        }
        guard (1...2).contains(parts.count), let name = parts.first, let last = parts.last, isName(name) else { return nil }
        if let account, !isAccount(account) { return nil }
        guard parts.count == 2 else { return (account, name, nil) }
        return isQualifier(last) ? (account, name, last) : nil
    }

    private static func isAccount(_ text: Substring) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isQualifier(_ text: Substring) -> Bool { text == "$LATEST" || isName(text) }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
