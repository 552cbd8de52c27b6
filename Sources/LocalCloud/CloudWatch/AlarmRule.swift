/// The [rule](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html) of a composite alarm.
indirect enum AlarmRule: Sendable, Equatable {
    case constant(Bool)
    /// Whether an alarm is in a state.
    case alarm(String, Alarm.State)
    case not(AlarmRule)
    case and(AlarmRule, AlarmRule)
    case or(AlarmRule, AlarmRule)

    /// What is wrong with a rule.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// The names of the alarms that it looks at.
    var alarms: Set<String> {
        switch self {
        case .constant: []
        case .alarm(let name, _): [name]
        case .not(let inner): inner.alarms
        case .and(let left, let right), .or(let left, let right): left.alarms.union(right.alarms)
        }
    }

    /// Whether it holds.
    func holds(_ state: (_ alarm: String) -> Alarm.State?) -> Bool {
        switch self {
        case .constant(let value): value
        case .alarm(let name, let expected): state(name) == expected
        case .not(let inner): !inner.holds(state)
        case .and(let left, let right): left.holds(state) && right.holds(state)
        case .or(let left, let right): left.holds(state) || right.holds(state)
        }
    }
}

extension AlarmRule {
    /// Parses a text. Alarms are named by name or ARN.
    init(_ text: String) throws(Failure) {
        var parser = Parser(rest: Substring(text))
        self = try parser.disjunction()
        parser.skipSpace()
        guard parser.rest.isEmpty else { throw Failure("'\(parser.rest.prefix(20))' is not expected") }
        guard parser.terms <= Parser.mostTerms else { throw Failure("it has more than \(Parser.mostTerms) elements") }
        guard alarms.count <= Parser.mostAlarms else { throw Failure("it names more than \(Parser.mostAlarms) alarms") }
    }

    private struct Parser {
        static let deepest = 64
        static let mostTerms = 500
        static let mostAlarms = 100
        var rest: Substring
        var depth = 0
        var terms = 0

        mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

        mutating func word() -> String {
            skipSpace()
            let word = rest.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            return String(word)
        }

        mutating func take(word expected: String) -> Bool {
            guard word().uppercased() == expected else { return false }
            rest = rest.dropFirst(expected.count)
            return true
        }

        mutating func take(_ character: Character) -> Bool {
            skipSpace()
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        mutating func expect(_ character: Character) throws(Failure) {
            guard take(character) else {
                throw Failure("'\(character)' is expected \(rest.isEmpty ? "at the end" : "before '\(rest.prefix(20))'")")
            }
        }

        mutating func disjunction() throws(Failure) -> AlarmRule {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.deepest else { throw Failure("it is nested more than \(Self.deepest) deep") }
            var left = try conjunction()
            while take(word: "OR") { left = .or(left, try conjunction()) }
            return left
        }

        mutating func conjunction() throws(Failure) -> AlarmRule {
            var left = try term()
            while take(word: "AND") { left = .and(left, try term()) }
            return left
        }

        mutating func term() throws(Failure) -> AlarmRule {
            terms += 1
            guard terms <= Self.mostTerms else { throw Failure("it has more than \(Self.mostTerms) elements") }
            if take(word: "NOT") {
                depth += 1
                defer { depth -= 1 }
                guard depth <= Self.deepest else { throw Failure("it is nested more than \(Self.deepest) deep") }
                return .not(try term())
            }
            if take("(") {
                let inner = try disjunction()
                try expect(")")
                return inner
            }
            if take(word: "TRUE") { return .constant(true) }
            if take(word: "FALSE") { return .constant(false) }
            for state in Alarm.State.allCases where take(word: state.rawValue) {
                try expect("(")
                let name = try alarmName()
                try expect(")")
                return .alarm(name, state)
            }
            throw Failure("ALARM(…), OK(…), INSUFFICIENT_DATA(…), NOT, TRUE or FALSE is expected before '\(rest.prefix(20))'")
        }

        mutating func alarmName() throws(Failure) -> String {
            skipSpace()
            let name: String
            if let quote = rest.first, quote == "\"" || quote == "'" {
                rest.removeFirst()
                name = String(rest.prefix { $0 != quote })
                rest = rest.dropFirst(name.count)
                guard rest.popFirst() != nil else { throw Failure("the name of an alarm has no closing quote") }
            } else {
                name = String(rest.prefix { !$0.isWhitespace && $0 != ")" && $0 != "(" })
                rest = rest.dropFirst(name.count)
            }
            guard !name.isEmpty else { throw Failure("the name of an alarm is missing") }
            guard name.hasPrefix("arn:"), let range = name.firstRange(of: ":alarm:") else { return name }
            return String(name[range.upperBound...])
        }
    }
}
