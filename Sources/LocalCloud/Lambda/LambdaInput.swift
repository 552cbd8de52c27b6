internal import JSONValue

/// Reads an operation's input as Lambda's model constrains it.
struct LambdaInput: Sendable {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    /// A text; `nil` when it is missing.
    ///
    /// - Parameter pattern: A regular expression for all of it, as errors show it.
    func text(_ name: String, count: ClosedRange<Int> = 0...10_000, _ pattern: String? = nil) throws(AWSError) -> String? {
        guard let value = try value(name) else { return nil }
        guard let text = value.string else { throw .invalid(name, value.plain, "be a string") }
        guard count.contains(text.unicodeScalars.count) else {
            throw .invalid(name, text, "have length between \(count.lowerBound) and \(count.upperBound)")
        }
        if let pattern {
            guard let regex = try? Regex(pattern) else { throw AWSError("InternalFailure", "\(pattern) is no pattern.") }
            guard text.wholeMatch(of: regex) != nil else { throw .invalid(name, text, "satisfy regular expression pattern: \(pattern)") }
        }
        return text
    }

    /// A whole number; `nil` when it is missing.
    func integer(_ name: String, _ range: ClosedRange<Int>) throws(AWSError) -> Int? {
        guard let value = try value(name) else { return nil }
        guard let number = value.wholeNumber else { throw .invalid(name, value.plain, "be an integer") }
        guard range.contains(number) else {
            let bound =
                number < range.lowerBound ? "greater than or equal to \(range.lowerBound)" : "less than or equal to \(range.upperBound)"
            throw .invalid(name, String(number), "have value \(bound)")
        }
        return number
    }

    /// A truth value; `false` when it is missing.
    func flag(_ name: String) throws(AWSError) -> Bool {
        guard let value = try value(name) else { return false }
        guard let flag = value.flag else { throw .invalid(name, value.plain, "be a boolean") }
        return flag
    }

    /// One of several words; `nil` when it is missing.
    func choice(_ name: String, _ choices: [String]) throws(AWSError) -> String? {
        guard let text = try text(name) else { return nil }
        guard choices.contains(text) else {
            throw .invalid(name, text, "satisfy enum value set: [\(choices.joined(separator: ", "))]")
        }
        return text
    }

    /// An object; `nil` when it is missing.
    func object(_ name: String) throws(AWSError) -> JSON.Object? {
        guard let value = try value(name) else { return nil }
        guard let object = value.object else { throw .invalid(name, value.kind, "be a structure or a map") }
        return object
    }

    /// A list of texts; `nil` when it is missing.
    func texts(_ name: String) throws(AWSError) -> [String]? {
        guard let value = try value(name) else { return nil }
        guard let elements = value.array else { throw .invalid(name, value.kind, "be a list") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else { throw .invalid(name, element.plain, "be a list of strings") }
            texts.append(text)
        }
        return texts
    }

    /// A map of texts; `nil` when it is missing.
    func map(_ name: String) throws(AWSError) -> [String: String]? {
        guard let object = try object(name) else { return nil }
        var map: [String: String] = [:]
        for (key, value) in object {
            guard let text = value.string else { throw .invalid("\(name).\(key)", value.kind, "be a string") }
            map[key] = text
        }
        return map
    }

    private func value(_ name: String) throws(AWSError) -> JSON? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }
}

extension Optional {
    /// The value of a member that must be there.
    func required(_ name: String) throws(AWSError) -> Wrapped {
        guard let self else { throw .invalid(name, nil, "not be null") }
        return self
    }
}

extension JSON {
    /// As errors quote it: a string without quotes of its own.
    var plain: String { string ?? description }
}

extension AWSError {
    /// A member of the input that its model doesn't allow, in the service's words. No operation's model has the code, but it is what the
    /// service sends.
    ///
    /// - Parameter value: What was given; `nil` for nothing.
    static func invalid(_ name: String, _ value: String?, _ constraint: String) -> AWSError {
        AWSError("ValidationException", invalidMessage(name, value, "Member must " + constraint))
    }

    /// The same about the keys or values of a map or a list.
    ///
    /// - Parameter what: Such as `Map keys`.
    static func invalid(_ name: String, _ value: String, _ what: String, _ constraints: [String]) -> AWSError {
        let all = constraints.map { "Member must " + $0 }.joined(separator: ", ")
        return AWSError("ValidationException", invalidMessage(name, value, "\(what) must satisfy constraint: [\(all)]"))
    }

    static func invalidMessage(_ name: String, _ value: String?, _ constraint: String) -> String {
        let member = name.prefix(1).lowercased() + name.dropFirst()
        let given = value.map { "'\($0.prefix(300))'" } ?? "null"
        return "1 validation error detected: Value \(given) at '\(member)' failed to satisfy constraint: \(constraint)"
    }

    static func invalidParameter(_ message: String) -> AWSError { AWSError("InvalidParameterValueException", message) }
    static func notFound(_ message: String) -> AWSError { AWSError("ResourceNotFoundException", message) }
    static func conflict(_ message: String) -> AWSError { AWSError("ResourceConflictException", message) }

    /// - Parameter source: The operations that tell the present revision.
    static func staleRevision(_ source: String = "GetFunction/GetAlias") -> AWSError {
        AWSError(
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id. Call the \(source) API to retrieve the latest Revision Id")
    }
}
