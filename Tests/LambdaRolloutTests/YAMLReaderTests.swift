import JSONValue
import Testing

@testable import LambdaRollout

@Suite("The YAML of AppSpecs")
struct YAMLReaderTests {
    @Test(
        "reads maps, sequences, scalars, quotes and brackets",
        arguments: [
            ("", .null), ("# nothing\n\n  # at all", .null), ("---\n", .null), ("a", "a"), ("--- # here\na: 1\n...\n# end", ["a": 1]),
            ("a: 1\nb: x y", ["a": 1, "b": "x y"]), ("a:\n  b:\n    c: d\ne:", ["a": ["b": ["c": "d"]], "e": .null]),
            ("a:\n- 1\n-  2\n-\nb: 3", ["a": [1, 2, .null], "b": 3]),
            (
                "- a: 1\n  b: 2\n- c:\n    - d\n    - - e\n      - f\n-\n  g",
                [["a": 1, "b": 2], ["c": ["d", ["e", "f"]]], "g"]
            ),
            ("\u{FEFF}a: b\r\nc: d\r\n\r\ne: f\rg: h", ["a": "b", "c": "d", "e": "f", "g": "h"]),
            ("a: b # c\nd: e#f\ng: http://h:80/#i", ["a": "b", "d": "e#f", "g": "http://h:80/#i"]),
            (#"'it''s': 'a # "b": c' # d"#, ["it's": "a # \"b\": c"]),
            (#"a: "\"\\\/\t\x41\u00e9\U0001F642\ud83d\ude42\0""#, ["a": "\"\\/\tA\u{e9}\u{1F642}\u{1F642}\0"]),
            ("[]", []), ("{}", [:]), ("a: [1, 'b, c', \"d\", [], {e: f, g}, ]", ["a": [1, "b, c", "d", [], ["e": "f", "g": .null]]]),
            ("{a: b,\n # c\n \"d\":1, e:f,\n g: }", ["a": "b", "d": 1, "e:f": .null, "g": .null]),
            ("a : b\n\"c\" : d", ["a": "b", "c": "d"]), ("  a: 1\n  b: 2", ["a": 1, "b": 2]),
            ("a: -b\nc: :d\ne: ?f", ["a": "-b", "c": ":d", "e": "?f"]),
            ("- [a]\n- {b: c}", [["a"], ["b": "c"]]), ("Type: AWS::Lambda::Function", ["Type": "AWS::Lambda::Function"]),
        ] as [(String, JSON)])
    func reads(text: String, value: JSON) throws {
        #expect(try YAMLReader.read(text) == value)
    }

    @Test(
        "takes a plain scalar for what JSON would, and for a text otherwise",
        arguments: [
            ("0.0", 0.0), ("1", 1), ("-17", -17), ("0", 0), ("1.50", 1.5), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", "9223372036854775808"), ("true", true), ("False", false), ("~", .null), ("null", .null), ("yes", "yes"),
            ("Off", "Off"), ("0755", "0755"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("12:30", "12:30"), ("2024-01-31", "2024-01-31"),
            ("1e3", "1e3"), ("1.5e+3", "1.5e+3"), (".5", ".5"), ("5.", "5."), ("+1", "+1"), (".inf", ".inf"), ("nan", "nan"), ("-", .null),
            ("arn:aws:lambda:eu-west-1:111122223333:function:f:7", "arn:aws:lambda:eu-west-1:111122223333:function:f:7"),
        ] as [(String, JSON)])
    func scalars(text: String, value: JSON) throws {
        // A dash alone begins a sequence.
        #expect(try YAMLReader.read(text == "-" ? "- \n" : "- \(text)\n") == [value])
    }

    @Test(
        "refuses what it does not read, and says where and what to do",
        arguments: [
            ("a: &x 1", "line 1, column 4: anchors"), ("a: *x", "aliases"), ("a: !!str 1", "tags"), ("a: |\n  b", "block scalars"),
            ("a: >-\n  b", "block scalars"), ("? a\n: b", "no scalars"), ("<<: {a: 1}", "merge keys"), ("%YAML 1.1\n---\na", "directives"),
            ("a\n---\nb", "more than one document"), ("--- a", "line after ---"), ("a: 1\na: 2", "line 2, column 2: a key is given twice"),
            ("{a: 1, a: 2}", "given twice"), ("a: b: c", "within a line"), ("a: - b", "line of its own"),
            ("a: b\n  c", "over several lines"),
            ("a:\n    b: 1\n  c: 2", "indented"), ("a: 'b\n  c'", "end on its line"), ("a: \"b", "not closed"), ("a: 'b", "not closed"),
            ("a: \"\\q\"", "escape"), ("a: \"\\ud83d\"", "no character"), ("a: \"\\x4\"", "hexadecimal"), ("a:\n\tb: 1", "a tab"),
            ("a:\tb", "a tab"), ("a: b\tc", "a tab"), ("a: [1, 2", "expected"), ("a: [1 2}", "expected"), ("a: ]", "expected a value"),
            ("[a: b]", "a pair within [ ]"), ("{a: b} c", "unexpected 'c'"), ("a: @b", "quote it"), ("a: `b", "quote it"),
            ("a: %b", "quote it"),
            ("a: b\nc", "expected ':'"), ("a: \u{0}", "control character"), ("a: [a, , b]", "expected a value"),
            ("a: 'b' c", "unexpected 'c'"),
            ("- a\nb: c", "unexpected 'b'"), ("{[a]: b}", "expected a value"), ("a: 1\n- b", "unexpected '-'"), ("[?]", "no scalars"),
            ("# a\n...\n", "before it begins"), ("{\n---\n}", "ends within"),
        ])
    func refuses(text: String, reason: String) {
        let error = #expect(throws: AppSpecError.self) { try YAMLReader.read(text) }
        #expect("\(error.map(\.description) ?? "")".contains(reason), "\(String(describing: error))")
    }

    @Test("is bounded in depth, size and values")
    func bounds() throws {
        let depth = YAMLReader.deepest
        #expect(throws: Never.self) { try YAMLReader.read(String(repeating: "[", count: depth) + String(repeating: "]", count: depth)) }
        for text in [
            String(repeating: "[", count: depth + 1), String(repeating: "- ", count: 100_000), String(repeating: "{a: ", count: 20_000),
            (0...depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + String(repeating: " ", count: depth + 1) + "b: c",
        ] {
            let error = #expect(throws: AppSpecError.self) { try YAMLReader.read(text) }
            #expect(error?.description.contains("deeper than \(depth)") == true || error?.line == nil, "\(String(describing: error))")
        }
        let many = String(repeating: "- a\n", count: YAMLReader.mostValues)
        #expect(throws: AppSpecError.self) { try YAMLReader.read(many) }
        #expect(throws: AppSpecError.self) { try YAMLReader.read("[" + String(repeating: "1,", count: YAMLReader.mostValues) + "]") }
        #expect(throws: AppSpecError.self) { try YAMLReader.read(String(repeating: "\n", count: YAMLReader.mostBytes + 1)) }
        #expect(try YAMLReader.read(String(repeating: "\n", count: YAMLReader.mostBytes)) == .null)
    }
}
