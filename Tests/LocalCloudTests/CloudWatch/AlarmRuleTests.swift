import Testing

@testable import LocalCloud

@Suite("Rules of composite alarms")
struct AlarmRuleTests {
    private let states: [String: Alarm.State] = ["a": .alarm, "b": .ok, "c d": .insufficientData]

    @Test(
        "a rule holds by the states of its alarms",
        arguments: [
            ("ALARM(a)", true), ("ALARM(b)", false), ("OK(b) AND ALARM(a)", true), ("NOT ALARM(b)", true),
            ("ALARM(b) OR ALARM(a) AND FALSE", false),
            ("(ALARM(b) OR ALARM(a)) AND TRUE", true), ("INSUFFICIENT_DATA(\"c d\")", true), ("not (ok(a) or alarm('b'))", true),
            ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)", true), ("NOT NOT TRUE", true), ("ALARM(unknown)", false),
        ])
    func holds(text: String, expected: Bool) throws {
        #expect(try AlarmRule(text).holds { states[$0] } == expected)
    }

    @Test(
        "what is no rule is refused",
        arguments: [
            "", "ALARM", "ALARM()", "ALARM(a", "ALARM(a) ALARM(b)", "ALARM(a) AND", "MAYBE(a)", "(TRUE", "TRUE)", "ALARM(\"a)",
            String(repeating: "(", count: 5000), String(repeating: "NOT ", count: 2000) + "TRUE",
            Array(repeating: "TRUE", count: 501).joined(separator: " OR "), (0..<101).map { "OK(a\($0))" }.joined(separator: " OR "),
        ])
    func invalid(text: String) {
        #expect(throws: AlarmRule.Failure.self) { try AlarmRule(text) }
    }
}
