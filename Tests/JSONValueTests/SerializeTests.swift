import JSONValue
import Testing

@Suite("Printing")
struct SerializeTests {
    @Test(
        "each kind of value prints as compact JSON",
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (.integer(.min), "-9223372036854775808"), ("a/b", #""a/b""#),
            ([], "[]"),
            ([:], "{}"), ([1, [nil], ["a": "b"]], #"[1,[null],{"a":"b"}]"#), ("é😀\u{7F}\u{2028}", "\"é😀\u{7F}\u{2028}\""),
        ] as [(JSON, String)])
    func compact(value: JSON, text: String) {
        #expect(value.description == text)
        #expect(value.serialized() == Array(text.utf8))
        #expect(value.object.map(\.description) ?? text == text)
    }

    @Test(
        "a number prints as the shortest text that comes back as the same number",
        arguments: [
            (1, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (100, "100.0"), (1e21, "1e+21"), (.leastNonzeroMagnitude, "5e-324"),
            (0x1p63, "9.223372036854776e+18"),
        ] as [(Double, String)])
    func numbers(number: Double, text: String) throws {
        #expect(JSON.number(number).description == text)
        #expect(try JSON(parsing: text) == .number(number))
    }

    @Test("a number that is not finite prints as null", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(number: Double) {
        #expect(JSON.array([.number(number)]).description == "[null]")
    }

    @Test("control characters, quotes and backslashes are escaped")
    func escapes() throws {
        let controls = String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0) }))
        #expect(
            JSON.string(controls + "\"\\").description
                == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
                + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\""#)
        #expect(JSON.object([controls: 1]).serialized() == Array("{".utf8) + JSON.string(controls).serialized() + Array(":1}".utf8))
    }

    @Test("pretty printing gives every member and element a line of its own")
    func pretty() {
        let value: JSON = ["a": [1, ["b": nil]], "c": [], "d": [:]]
        #expect(
            String(decoding: value.serialized(pretty: true), as: UTF8.self) == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """)
    }
}
