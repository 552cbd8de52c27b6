/// A [metric math](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html) expression, as far as rates and
/// their like need it.
indirect enum MetricExpression: Sendable, Equatable {
    case number(Double)
    /// The id of another query.
    case query(String)
    case text(String)
    case negated(MetricExpression)
    case operation(Operator, MetricExpression, MetricExpression)
    case call(Function, [MetricExpression])
    /// `[m1, m2]`
    case list([MetricExpression])

    enum Operator: String, Sendable {
        case plus = "+", minus = "-", times = "*", dividedBy = "/", toThePowerOf = "^"
        case equal = "==", unequal = "!=", lessOrEqual = "<=", greaterOrEqual = ">=", less = "<", greater = ">"
        case and = "AND", or = "OR"
    }

    enum Function: String, Sendable, CaseIterable {
        case sum = "SUM", average = "AVG", minimum = "MIN", maximum = "MAX", metrics = "METRICS", metricCount = "METRIC_COUNT"
        case `if` = "IF", fill = "FILL", absolute = "ABS", ceiling = "CEIL", floor = "FLOOR"
        case period = "PERIOD", rate = "RATE", difference = "DIFF", runningSum = "RUNNING_SUM", timeSeries = "TIME_SERIES"

        fileprivate var arguments: ClosedRange<Int> {
            switch self {
            case .metrics: 0...1
            case .if: 2...3
            case .fill: 2...2
            default: 1...1
            }
        }
    }

    /// What is wrong with an expression.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// The ids that it names. `METRICS()` names none.
    var queries: Set<String> {
        switch self {
        case .number, .text: []
        case .query(let id): [id]
        case .negated(let inner): inner.queries
        case .operation(_, let left, let right): left.queries.union(right.queries)
        case .call(_, let arguments), .list(let arguments): arguments.reduce(into: []) { $0.formUnion($1.queries) }
        }
    }
}

extension MetricExpression {
    /// Parses a text.
    init(_ text: String) throws(Failure) {
        var parser = Parser(tokens: try Self.tokens(text))
        self = try parser.expression(above: 0)
        if let rest = parser.peek { throw Failure("\(rest) is not expected") }
    }

    private enum Token: Equatable, CustomStringConvertible {
        case number(Double)
        case name(String)
        case text(String)
        case symbol(String)

        var description: String {
            switch self {
            case .number(let value): "\(value)"
            case .name(let name): "'\(name)'"
            case .text(let text): "\"\(text)\""
            case .symbol(let symbol): "'\(symbol)'"
            }
        }
    }

    private static func tokens(_ text: String) throws(Failure) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(text)
        func take(while belongs: (Character) -> Bool) -> String {
            let taken = rest.prefix(while: belongs)
            rest = rest.dropFirst(taken.count)
            return String(taken)
        }
        while let character = rest.first {
            if character.isWhitespace {
                rest.removeFirst()
            } else if character.isASCII, character.isNumber || character == "." {
                var number = take { $0.isASCII && ($0.isNumber || $0 == ".") }
                if let exponent = rest.first, exponent == "e" || exponent == "E" {
                    rest.removeFirst()
                    number += "e"
                    if let sign = rest.first, sign == "-" || sign == "+" {
                        rest.removeFirst()
                        number.append(sign)
                    }
                    number += take { $0.isASCII && $0.isNumber }
                }
                guard let value = Double(number) else { throw Failure("\(number) is no number") }
                tokens.append(.number(value))
            } else if character.isASCII, character.isLetter || character == "_" {
                tokens.append(.name(take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }))
            } else if character == "\"" || character == "'" {
                rest.removeFirst()
                tokens.append(.text(take { $0 != character }))
                guard rest.popFirst() != nil else { throw Failure("a text has no end") }
            } else if let symbol = ["==", "!=", "<=", ">=", "&&", "||"].first(where: { rest.hasPrefix($0) }) {
                rest = rest.dropFirst(2)
                tokens.append(.symbol(symbol == "&&" ? "AND" : symbol == "||" ? "OR" : symbol))
            } else if "+-*/^()[]<>,".contains(character) {
                rest.removeFirst()
                tokens.append(.symbol(String(character)))
            } else {
                throw Failure("'\(character)' is not expected")
            }
        }
        return tokens
    }

    private struct Parser {
        static let deepest = 64
        let tokens: [Token]
        var position = 0
        var depth = 0

        init(tokens: [Token]) { self.tokens = tokens }

        var peek: Token? { position < tokens.count ? tokens[position] : nil }

        mutating func next() throws(Failure) -> Token {
            guard let token = peek else { throw Failure("it ends too early") }
            position += 1
            return token
        }

        mutating func take(_ symbol: String) -> Bool {
            guard peek == .symbol(symbol) else { return false }
            position += 1
            return true
        }

        mutating func expect(_ symbol: String) throws(Failure) {
            guard take(symbol) else { throw Failure("'\(symbol)' is expected instead of \(peek?.description ?? "the end")") }
        }

        var infix: (operator: Operator, strength: Int)? {
            let symbol: String
            switch peek {
            case .symbol(let text): symbol = text
            case .name(let name) where ["AND", "OR"].contains(name.uppercased()): symbol = name.uppercased()
            default: return nil
            }
            guard let infix = Operator(rawValue: symbol) else { return nil }
            return switch infix {
            case .or: (infix, 1)
            case .and: (infix, 2)
            case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: (infix, 3)
            case .plus, .minus: (infix, 4)
            case .times, .dividedBy: (infix, 5)
            case .toThePowerOf: (infix, 7)
            }
        }

        /// Operators that bind more strongly than `strength`, and what they stand between.
        mutating func expression(above strength: Int) throws(Failure) -> MetricExpression {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.deepest else { throw Failure("it is nested more than \(Self.deepest) deep") }
            var left = try operand()
            while let infix, infix.strength > strength {
                position += 1
                // Powers are taken from the right.
                let right = try expression(above: infix.operator == .toThePowerOf ? infix.strength - 1 : infix.strength)
                left = .operation(infix.operator, left, right)
            }
            return left
        }

        mutating func operand() throws(Failure) -> MetricExpression {
            switch try next() {
            case .number(let value): return .number(value)
            case .text(let text): return .text(text)
            case .symbol("-"): return .negated(try expression(above: 6))
            case .symbol("+"): return try expression(above: 6)
            case .symbol("("):
                let inner = try expression(above: 0)
                try expect(")")
                return inner
            case .symbol("["):
                var elements: [MetricExpression] = []
                repeat { elements.append(try expression(above: 0)) } while take(",")
                try expect("]")
                return .list(elements)
            case .name(let name):
                guard take("(") else { return .query(name) }
                return try call(name)
            case let token: throw Failure("\(token) is not expected")
            }
        }

        mutating func call(_ name: String) throws(Failure) -> MetricExpression {
            guard let function = Function(rawValue: name.uppercased()) else {
                let known = Function.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure("the local cloud doesn't know the function \(name): it knows \(known)")
            }
            var arguments: [MetricExpression] = []
            if !take(")") {
                repeat { arguments.append(try expression(above: 0)) } while take(",")
                try expect(")")
            }
            guard function.arguments.contains(arguments.count) else {
                throw Failure("\(name) does not take \(arguments.count) arguments")
            }
            return .call(function, arguments)
        }
    }
}
