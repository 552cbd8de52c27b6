internal import JSONValue

/// Reads an operation's input as CloudWatch's model constrains it.
struct CloudWatchInput {
    let json: JSON
    /// What errors say before a member's name, such as `MetricData.member.1.`.
    var path = ""

    init(_ json: JSON, path: String = "") {
        self.json = json
        self.path = path
    }

    static func invalid(_ message: String) -> AWSError { AWSError("InvalidParameterValue", message) }

    /// What is there; `null` counts as absent.
    subscript(name: String) -> JSON? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    func missing(_ name: String) -> AWSError {
        AWSError("MissingParameter", "The parameter \(path)\(name) is required.")
    }

    func text(_ name: String, length: ClosedRange<Int> = 1...1024) throws(AWSError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw Self.invalid("The parameter \(path)\(name) must be a string.") }
        guard length.contains(text.count) else {
            throw Self.invalid(
                "The value of the parameter \(path)\(name) must have a length of \(length.lowerBound) to \(length.upperBound) characters.")
        }
        return text
    }

    func requiredText(_ name: String, length: ClosedRange<Int> = 1...1024) throws(AWSError) -> String {
        guard let text = try text(name, length: length) else { throw missing(name) }
        return text
    }

    func alarmName() throws(AWSError) -> String {
        let name = try requiredText("AlarmName", length: 1...255)
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Self.invalid("The value of the parameter AlarmName must have no control characters.")
        }
        return name
    }

    func number(_ name: String) throws(AWSError) -> Double? {
        guard let value = self[name] else { return nil }
        guard let number = value.number, number.isFinite, abs(number) <= 0x1p360 else {
            throw Self.invalid("The value of the parameter \(path)\(name) must be a number between -2^360 and 2^360.")
        }
        return number
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(AWSError) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.wholeNumber, range.contains(number) else {
            throw Self.invalid(
                "The value of the parameter \(path)\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func flag(_ name: String) throws(AWSError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.flag else { throw Self.invalid("The value of the parameter \(path)\(name) must be true or false.") }
        return flag
    }

    func list(_ name: String, count: ClosedRange<Int>) throws(AWSError) -> [JSON]? {
        guard let value = self[name] else { return nil }
        guard let list = value.array else { throw Self.invalid("The parameter \(path)\(name) must be a list.") }
        guard count.contains(list.count) else {
            throw Self.invalid(
                "The collection \(path)\(name) must have a size of \(count.lowerBound) to \(count.upperBound), and has \(list.count).")
        }
        return list
    }

    func texts(_ name: String, count: ClosedRange<Int>, length: ClosedRange<Int> = 1...1024) throws(AWSError) -> [String]? {
        guard let list = try list(name, count: count) else { return nil }
        return try list.map { (value) throws(AWSError) in
            guard let text = value.string, length.contains(text.count) else {
                throw Self.invalid(
                    "The members of \(path)\(name) must be strings of \(length.lowerBound) to \(length.upperBound) characters.")
            }
            return text
        }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _: Choice.Type = Choice.self) throws(AWSError) -> Choice? {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.invalid("The value \(text.prefix(100)) of the parameter \(path)\(name) must be one of \(all).")
        }
        return choice
    }

    /// Seconds since 1970, also from the text that a client of the Query protocol sent.
    func time(_ name: String) throws(AWSError) -> Double? {
        guard let value = self[name] else { return nil }
        // As far as dates can be reckoned with.
        if let seconds = value.number, abs(seconds) < 1e11 { return seconds }
        if let seconds = value.string.flatMap(ISO8601.seconds), abs(seconds) < 1e11 { return seconds }
        throw Self.invalid("The value of the parameter \(path)\(name) must be a timestamp.")
    }

    func requiredTime(_ name: String) throws(AWSError) -> Double {
        guard let time = try time(name) else { throw missing(name) }
        return time
    }

    func dimensions(limit: Int = 30) throws(AWSError) -> [String: String]? {
        guard let list = try list("Dimensions", count: 0...limit) else { return nil }
        var dimensions: [String: String] = [:]
        for (index, json) in list.enumerated() {
            let member = CloudWatchInput(json, path: "\(path)Dimensions.member.\(index + 1).")
            let name = try member.requiredText("Name", length: 1...255)
            guard dimensions.updateValue(try member.requiredText("Value"), forKey: name) == nil else {
                throw Self.invalid("The parameter \(path)Dimensions has the dimension \(name) twice.")
            }
        }
        return dimensions
    }

    func unit(_ name: String = "Unit") throws(AWSError) -> String? {
        guard let unit = try text(name) else { return nil }
        guard Self.units.contains(unit) else {
            throw Self.invalid("The value \(unit.prefix(100)) of the parameter \(path)\(name) is none of CloudWatch's units.")
        }
        return unit
    }

    /// 1, 5, 10, 20, 30 or a multiple of 60, in seconds.
    func period(_ name: String = "Period") throws(AWSError) -> Int? {
        guard let period = try integer(name, in: 1...7 * 86400) else { return nil }
        guard [1, 5, 10, 20, 30].contains(period) || period % 60 == 0 else {
            throw Self.invalid("The value of the parameter \(path)\(name) must be 1, 5, 10, 20, 30 or a multiple of 60.")
        }
        return period
    }

    /// Where the page begins that `NextToken` asks for.
    ///
    /// - Parameter list: The operation: tokens of others are refused.
    func offset(_ list: String, code: String = "InvalidNextToken") throws(AWSError) -> Int {
        guard let token = self["NextToken"] else { return 0 }
        guard let offset = token.string.flatMap({ PageToken.offset($0, of: list) }) else {
            throw AWSError(code, "The next token is not one that \(list) gave out.")
        }
        return offset
    }

    /// A page of a list, by `NextToken`.
    func page<Element>(_ all: [Element], of list: String, size: Int, code: String = "InvalidNextToken") throws(AWSError) -> Page<Element> {
        let token = self["NextToken"]
        guard token == nil || token?.string != nil, let page = Page(of: all, list, after: token?.string, size: size) else {
            throw AWSError(code, "The next token is not one that \(list) gave out.")
        }
        return page
    }

    private static let units: Set<String> = {
        let sizes = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"]
        return Set(
            sizes + sizes.map { "\($0)/Second" } + ["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"])
    }()
}
