import JSONValue
import Testing

@testable import LocalCloud

@Suite("Metric math")
struct MetricMathTests {
    private let scope = MetricExpression.Scope(
        queries: [
            "errors": .series([0: 1, 60: 0, 180: 3]), "invocations": .series([0: 10, 60: 20, 120: 5, 180: 6]), "e2": .series([60: 1]),
        ],
        metrics: ["errors", "invocations"], times: stride(from: 0, to: 240, by: 60), period: 60)

    private func value(_ text: String) throws -> MetricExpression.Value { try MetricExpression(text).value(in: scope) }

    @Test(
        "numbers follow the rules of arithmetic",
        arguments: [
            ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("7 - 2 - 1", 4),
            ("1e2 + .5", 100.5),
            ("2 > 1 AND 1 >= 1", 1), ("1 == 2 || 0", 0), ("IF(3 < 2, 5, 6)", 6), ("ABS(-4) + CEIL(1.2) + FLOOR(1.8)", 7),
            ("PERIOD(errors)", 60),
        ])
    func arithmetic(text: String, expected: Double) throws {
        #expect(try value(text) == .scalar(expected))
    }

    @Test("an error rate has a value wherever both metrics have one")
    func errorRate() throws {
        #expect(try value("100 * errors / invocations") == .series([0: 10, 60: 0, 180: 50]))
        #expect(try value("FILL(errors, 0) / invocations") == .series([0: 0.1, 60: 0, 120: 0, 180: 0.5]))
    }

    @Test("a division by zero leaves a gap")
    func divisionByZero() throws {
        #expect(try value("invocations / errors") == .series([0: 10, 180: 2]))
    }

    @Test("SUM of one series is a number, of several a series")
    func sums() throws {
        #expect(try value("SUM(errors)") == .scalar(4))
        #expect(try value("SUM(METRICS())") == .series([0: 11, 60: 20, 120: 5, 180: 9]))
        #expect(try value("SUM(METRICS(\"err\"))") == .series([0: 1, 60: 0, 180: 3]))
        #expect(try value("MAX([errors, e2])") == .series([0: 1, 60: 1, 180: 3]))
        #expect(try value("AVG(invocations) + MIN(invocations)") == .scalar(15.25))
        #expect(try value("METRIC_COUNT(METRICS())") == .scalar(2))
    }

    @Test("gaps are filled as asked")
    func fill() throws {
        #expect(try value("FILL(errors, REPEAT)") == .series([0: 1, 60: 0, 120: 0, 180: 3]))
        #expect(try value("FILL(errors, LINEAR)") == .series([0: 1, 60: 0, 120: 1.5, 180: 3]))
        #expect(try value("IF(invocations > 5, errors, -1)") == .series([0: 1, 60: 0, 120: -1, 180: 3]))
        #expect(try value("DIFF(errors)") == .series([60: -1, 180: 3]))
        #expect(try value("RUNNING_SUM(errors)") == .series([0: 1, 60: 1, 180: 4]))
    }

    @Test(
        "what is no expression is refused",
        arguments: [
            "", "1 +", "(1", "1)", "errors errors", "NOPE(1)", "SUM()", "IF(1)", "1 @ 2", "'a", "[", "METRICS(1, 2)", "1.2.3",
            String(repeating: "(", count: 2000), String(repeating: "-", count: 2000) + "1",
        ])
    func invalid(text: String) {
        #expect(throws: MetricExpression.Failure.self) { try MetricExpression(text) }
    }

    /// `m1`, with 100,000 points.
    private static var long: MetricExpression.Scope {
        MetricExpression.Scope(
            queries: ["m1": .series(Dictionary(uniqueKeysWithValues: (0..<100_000).map { ($0 * 60, 1) }))], metrics: ["m1"],
            times: stride(from: 0, to: 6_000_000, by: 60), period: 60)
    }

    private static let tooLong: [String] = {
        func repeated(_ text: String, _ count: Int, by separator: String) -> String {
            Array(repeating: text, count: count).joined(separator: separator)
        }
        let list = repeated("m1", 100, by: ",")
        let nested = String(repeating: "ABS(", count: 50) + "m1" + String(repeating: ")", count: 50)
        return [
            repeated("m1", 100, by: "+"), "SUM([" + list + "])", repeated("FILL(m1,0)", 50, by: "*"),
            repeated("TIME_SERIES(1)", 50, by: "-"), nested, String(repeating: "-", count: 50) + "m1",
            repeated("SUM(METRICS())", 50, by: "+"),
        ]
    }()

    @Test(
        "an expression that goes through too many points is not reckoned",
        arguments: tooLong)
    func tooMuch(text: String) throws {
        let expression = try MetricExpression(text)
        let scope = Self.long
        let failure = #expect(throws: MetricExpression.Failure.self) { try expression.value(in: scope) }
        #expect(failure?.description == "it has too many data points" && scope.work.isTooMuch)
    }

    @Test("a request with too many points has an error of the service's; one with a long chain of expressions is answered")
    func requests() async throws {
        try await CloudWatchPlay.run { play in
            func data(_ expressions: [String], minutes: Int) async throws(AWSError) -> JSON {
                let queries = expressions.enumerated().map { JSON.object(["Id": .string("e\($0)"), "Expression": .string($1)]) }
                let input: JSON = [
                    "MetricDataQueries": .array(queries), "StartTime": 0, "EndTime": .integer(minutes * 60), "MaxDatapoints": 1,
                ]
                return try await play.call("GetMetricData", input)
            }
            let sum = Array(repeating: "e0", count: 200).joined(separator: "+")
            let error = await #expect(throws: AWSError.self) { try await data(["TIME_SERIES(1)", sum], minutes: 100_000) }
            #expect(error?.code == "ValidationError" && error?.message.contains("make the time range shorter") == true)
            // Each names the next, so that the last comes first.
            let chain = (1..<500).map { "e\($0) + 1" } + ["TIME_SERIES(1)"]
            let answer = try await data(chain, minutes: 5)
            #expect(answer["MetricDataResults"]?[0]?["Values"]?[0]?.double == 500)
            let loop = await #expect(throws: AWSError.self) { try await data(["e1", "e2", "e0"], minutes: 5) }
            #expect(loop?.message.contains("leads back to itself") == true)
        }
    }
}
