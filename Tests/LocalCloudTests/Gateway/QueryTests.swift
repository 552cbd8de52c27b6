import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

@Suite("the Query protocol's parameters and XML")
struct QueryTests {
    private func input(_ text: String, _ kinds: MemberKinds = .iam) throws -> JSON {
        try QueryInput(GatewayRequest.form(Array(text.utf8)), kinds).json
    }

    @Test("names with dots become structures, lists and maps")
    func structure() throws {
        #expect(try input("") == [:])
        #expect(try input("RoleName=a+b%2Fc&Empty=") == ["RoleName": "a b/c", "Empty": ""])
        #expect(
            try input("Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.10.Key=c") == [
                "Tags": [["Key": "a", "Value": "1"], ["Key": "b"], ["Key": "c"]]
            ])
        #expect(try input("L.member.1.member.1=x") == ["L": [["x"]]])
        #expect(try input("Attributes.entry.1.key=A&Attributes.entry.1.value=1", .sns) == ["Attributes": ["A": "1"]])
        #expect(
            try input(
                "MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v",
                .sns)
                == ["MessageAttributes": ["n": ["DataType": "String", "StringValue": "v"]]])
        #expect(try input("StartTime=2024-01-01T00:00:00Z", .cloudWatch) == ["StartTime": 1_704_067_200.0])
        #expect(try input("StartTime=2024-01-01T00:00:00.5Z", .cloudWatch) == ["StartTime": 1_704_067_200.5])
    }

    @Test(
        "what means nothing is refused",
        arguments: ["StartTime=yesterday", "L.member.x=1", "L.member.-1=1", String(repeating: "a.", count: 20) + "b=1"])
    func refused(text: String) {
        #expect(throws: AWSError.self) { try input(text, .cloudWatch) }
    }

    @Test("the number of parameters and of members is bounded")
    func bounds() {
        #expect(throws: AWSError.self) { try input((0..<1001).map { "m\($0)=1" }.joined(separator: "&")) }
        #expect(throws: AWSError.self) { try input(String(repeating: "a=&", count: 100_001)) }
        #expect(throws: Never.self) { try input((0..<5000).map { "L.member.\($0)=1" }.joined(separator: "&")) }
    }

    @Test("an output becomes XML")
    func write() {
        var writer = XMLWriter(.sns)
        writer.members([
            "Text": "<&\">\r\n\u{1}", "Flag": true, "Whole": 60.0, "Number": 1.5, "Gone": .null, "List": ["a", ["K": 1]],
            "Attributes": ["k<": "v"], "CreatedAt": 1_704_067_200,
        ])
        #expect(
            writer.text == """
                <Text>&lt;&amp;&quot;&gt;&#xD;
                \u{FFFD}</Text><Flag>true</Flag><Whole>60</Whole><Number>1.5</Number><List><member>a</member><member><K>1</K></member></List>\
                <Attributes><entry><key>k&lt;</key><value>v</value></entry></Attributes><CreatedAt>2024-01-01T00:00:00Z</CreatedAt>
                """)
    }

    @Test("timestamps keep their milliseconds, and those beyond a calendar don't trap")
    func timestamps() {
        #expect(ISO8601.text(1_704_067_200.25) == "2024-01-01T00:00:00.250Z")
        #expect(ISO8601.text(-1) == "1969-12-31T23:59:59Z")
        for extreme in [Double.infinity, -.infinity, .nan, 1e300, -1e300] { #expect(ISO8601.text(extreme).hasSuffix("Z")) }
        #expect(ISO8601.seconds(ISO8601.text(1_704_067_200.25)) == 1_704_067_200.25)
    }

    @Test("no parameters trap")
    func fuzz() {
        var generator = SeededGenerator(seed: 2010)
        let pieces = [
            "member", "entry", "key", "value", "Name", "Value", "1", "2", "-1", "99999999999999999999", "", "a", "%", "%zz", "%C3", ".",
            "=", "&", "+", "ü", "Timestamp",
        ]
        for _ in 0..<Fuzz.iterations {
            let text = (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
                (pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? "." : "")
            }.joined()
            _ = try? input(text, .cloudWatch)
        }
    }
}
