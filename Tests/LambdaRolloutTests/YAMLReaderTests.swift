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
            ("--- [a]", ["a"]), ("--- >-\n a\n b\n", "a b"), ("%YAML 1.1\n---\na: 1", ["a": 1]),
            ("a: b\n  c\n\n  - d #e\nf: g", ["a": "b c\n- d", "f": "g"]), ("a:\n  b\n  c\n", ["a": "b c"]), ("[a\n b,\n c]", ["a b", "c"]),
            ("a: 'b\n\n\n  c  \n\td'", ["a": "b\n\nc d"]), ("a: \"b \\\n   c\\\n\n  \\ d\n  e\\t  \n  f\"", ["a": "b c\n d e\t f"]),
            ("a: |\n  b\n   c\n\n  d\n\ne: f", ["a": "b\n c\n\nd\n", "e": "f"]), ("a: |-\n\n  b\n\n", ["a": "\nb"]),
            ("a: |+\n  b\n\n", ["a": "b\n\n"]),
            ("a: >\n  b\n  c\n\n  d\n   e\n  f\n", ["a": "b c\nd\n e\nf\n"]), ("a: >+ # g\n\n  b\n\n", ["a": "\nb\n\n"]),
            ("- |2-\n   b\n- >1\n  c", [" b", " c"]), ("a:\n- >-\n  b\n- |\nc: |\n", ["a": ["b", ""], "c": ""]),
            ("a: |\r\n  b\r\n  c\r\n", ["a": "b\nc\n"]),
            ("? a\n: b\n? >-\n  c\n  d\n: - e\n  - f\ng: h\n? i", ["a": "b", "c d": ["e", "f"], "g": "h", "i": .null]),
            ("{? 'a\n  b' : c, ? d}", ["a b": "c", "d": .null]),
            (
                "a: &b [1]\nc: *b\nd: [&e f, *e]\ng: &h\n  i: *b\nj: *h\nk: &l\n- *h",
                ["a": [1], "c": [1], "d": ["f", "f"], "g": ["i": [1]], "j": ["i": [1]], "k": [["i": [1]]]]
            ),
            ("- &a\n  b: c\n- *a\n- &d\n- *d", [["b": "c"], ["b": "c"], .null, .null]),
            (
                "a: !!str 1\nb: !!float \"0.0\"\nc: !!int '7'\nd: !!null ''\ne: !!bool \"true\"\nf: !!map\n  g: !<tag:yaml.org,2002:str> 8\nh: !!seq []\ni: !!str",
                ["a": "1", "b": 0.0, "c": 7, "d": .null, "e": true, "f": ["g": "8"], "h": [], "i": ""]
            ),
            ("'<<': a", ["<<": "a"]), ("- [a]\n- {b: c}", [["a"], ["b": "c"]]),
            ("Type: AWS::Lambda::Function", ["Type": "AWS::Lambda::Function"]),
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
            ("a: *x", "line 1, column 4: an alias of an anchor"), ("a: &x [*x]", "not before it"), ("a: &x 1\nb: &x 2", "given twice"),
            ("a: !Ref b", "line 1, column 4: tags other than"), ("a: ! b", "tags other than"), ("a: !!binary b", "tags other than"),
            ("a: !!int b", "does not fit"), ("a: !!map []", "does not fit"), ("&a b: c", "anchor, alias or tag"),
            ("a: !!str&b c", "tags other"),
            ("a: & b", "consists of letters"), ("a: |2x\n  b", "a digit"), ("a: | b", "unexpected 'b'"),
            ("a: |\n    \n  b", "deeper than the text"),
            ("? - a\n: b", "no scalars"), ("? a: b\n: c", "a key within a line"), ("? ? a", "no scalars"), ("<<: {a: 1}", "merge keys"),
            ("%TAG ! b\n---\na", "directives"), ("%YAML 1.1\na", "a line with ---"), ("a\n---\nb", "more than one document"),
            ("--- a: b", "within a line"), ("a: 1\na: 2", "line 2, column 2: a key is given twice"), ("? a\n: b\n? a", "given twice"),
            ("{a: 1, a: 2}", "given twice"), ("a: b: c", "within a line"), ("a: - b", "line of its own"),
            ("a: b\n  c: d", "line 2, column 4: a key over several lines"), ("a: b\n  # c\n  d", "indented"),
            ("a: 'b\n  c': d", "over several"),
            ("a:\n    b: 1\n  c: 2", "indented"), ("a: 'b\n---\nc'", "within quoted text"), ("a: \"b", "not closed"),
            ("a: 'b", "not closed"),
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

    /// The same AppSpec as libraries for YAML write it, its hook's ARN longer than their lines.
    @Test(
        "reads an AppSpec in the form that each library writes",
        arguments: [
            (
                "js-yaml",
                """
                version: 0
                Resources:
                  - Api:
                      Type: AWS::Lambda::Function
                      Properties: &ref_0
                        Name: shop
                        CurrentVersion: '1'
                Hooks:
                  - BeforeAllowTraffic: >-
                      ARN
                Again: *ref_0

                """
            ),
            (
                "js-yaml without indentation of sequences, and with folded words",
                """
                version: 0
                Resources:
                - Api:
                    Type: AWS::Lambda::Function
                    Properties:
                      Name: shop
                      CurrentVersion: '1'
                Hooks:
                - BeforeAllowTraffic: >-
                    ARN
                Again:
                  CurrentVersion: "1"
                  Name: >-
                    shop

                """
            ),
            (
                "yaml for JavaScript, SAM's and CDK's",
                """
                version: 0.0
                Resources:
                  - Api:
                      Type: AWS::Lambda::Function
                      Properties: &a1
                        Name: shop
                        CurrentVersion: "1"
                Hooks:
                  - BeforeAllowTraffic:
                      ARN
                Again: *a1

                """
            ),
            (
                "Psych",
                """
                ---
                version: 0.0
                Resources:
                - Api:
                    Type: AWS::Lambda::Function
                    Properties: &1
                      Name: shop
                      CurrentVersion: '1'
                Hooks:
                - BeforeAllowTraffic: ARN
                Again: *1

                """
            ),
            (
                "SnakeYAML",
                """
                version: 0.0
                Resources:
                - Api:
                    Type: AWS::Lambda::Function
                    Properties: &id001 {Name: shop, CurrentVersion: '1'}
                Hooks:
                - {BeforeAllowTraffic: 'ARN'}
                Again: *id001

                """
            ),
            (
                "Terraform's yamlencode",
                """
                "Again":
                  "CurrentVersion": "1"
                  "Name": "shop"
                "Hooks":
                - "BeforeAllowTraffic": "ARN"
                "Resources":
                - "Api":
                    "Properties":
                      "CurrentVersion": "1"
                      "Name": "shop"
                    "Type": "AWS::Lambda::Function"
                "version": 0

                """
            ),
            (
                "Go's yaml.v3",
                """
                version: 0.0
                Resources:
                    - Api:
                        Type: AWS::Lambda::Function
                        Properties:
                            Name: shop
                            CurrentVersion: "1"
                Hooks:
                    - BeforeAllowTraffic: ARN
                Again: {Name: shop, CurrentVersion: "1"}

                """
            ),
            (
                "PyYAML, each scalar quoted",
                """
                "version": !!float "0.0"
                "Resources":
                - "Api":
                    "Type": "AWS::Lambda::Function"
                    "Properties": &id001
                      "Name": "shop"
                      "CurrentVersion": "1"
                "Hooks":
                - "BeforeAllowTraffic": "ARN"
                "Again": *id001

                """
            ),
        ])
    func emitters(library: String, text: String) throws {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:CodeDeployHook_check-the-shop-api-before-traffic"
        let value = try YAMLReader.read(text.split(separator: "ARN", maxSplits: 1).joined(separator: arn))
        #expect(value["version"]?.double == 0)
        #expect(
            value["Resources"] == [["Api": ["Type": "AWS::Lambda::Function", "Properties": ["Name": "shop", "CurrentVersion": "1"]]]])
        #expect(value["Hooks"] == [["BeforeAllowTraffic": .string(arn)]])
        #expect(value["Again"] == ["Name": "shop", "CurrentVersion": "1"])
    }

    @Test("counts what aliases stand for against its bounds")
    func aliases() throws {
        let doubling = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        #expect(throws: AppSpecError.self) { try YAMLReader.read("a0: &a0 x\n" + doubling) }
        let deep = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
        let error = #expect(throws: AppSpecError.self) { try YAMLReader.read("a0: &a0 x\n" + deep) }
        #expect(error?.reason.contains("nested deeper") == true)
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
