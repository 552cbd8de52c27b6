import JSONValue
import Testing

@Suite("Parsing")
struct ParseTests {
    @Test("a CodeDeploy event parses into its members, in order")
    func event() throws {
        let json = try JSON(parsing: #" {"DeploymentId":"d-1","LifecycleEventHookExecutionId":"abc"} "#)
        #expect(json == ["DeploymentId": "d-1", "LifecycleEventHookExecutionId": "abc"])
        #expect(json.object?.keys == ["DeploymentId", "LifecycleEventHookExecutionId"])
    }

    @Test(
        "each kind of value parses",
        arguments: [
            ("null", .null), ("true", true), ("false", false), ("0", 0), ("-7", -7), ("1.5", 1.5), ("\"\"", ""), ("[]", []), ("{}", [:]),
            ("[ ]", []), ("{ }", [:]), ("\t\r\n [1 , [2] , {\"a\" : [ ] } ] ", [1, [2], ["a": []]]),
        ] as [(String, JSON)])
    func kinds(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(
        "every escape means its character",
        arguments: [
            (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b"#, "\u{8}"), (#"\f"#, "\u{C}"), (#"\n"#, "\n"), (#"\r"#, "\r"),
            (#"\t"#, "\t"), (#"\u0041"#, "A"), (#"\u00e9\u00E9"#, "éé"), (#"\u20AC"#, "€"), (#"\ud83d\uDE00"#, "😀"), (#"\u0000"#, "\0"),
            (#"\u002F"#, "/"), (#"\uFFFF"#, "\u{FFFF}"), (#"plain \n and \u0041 mixed, é too"#, "plain \n and A mixed, é too"),
        ])
    func escapes(escaped: String, plain: String) throws {
        #expect(try JSON(parsing: "\"\(escaped)\"").string == plain)
        #expect(
            try JSON(parsing: "\"before the escape \(escaped) after the escape\"").string == "before the escape \(plain) after the escape")
        #expect(try JSON(parsing: "{\"\(escaped)\":1}")[plain]?.int == 1)
    }

    @Test(
        "an escaped surrogate without its partner becomes U+FFFD",
        arguments: [
            (#"\ud800"#, "\u{FFFD}"), (#"\udc00"#, "\u{FFFD}"), (#"\ud800x"#, "\u{FFFD}x"), (#"\ud800\n"#, "\u{FFFD}\n"),
            (#"\ud800\u0041"#, "\u{FFFD}A"), (#"\ud800\ud83d\ude00"#, "\u{FFFD}😀"), (#"\udc00\ud800"#, "\u{FFFD}\u{FFFD}"),
        ])
    func loneSurrogates(escaped: String, plain: String) throws {
        #expect(try JSON(parsing: "\"\(escaped)\"").string == plain)
    }

    @Test(
        "a wrong escape is refused",
        arguments: [
            #""\x""#, #""\""#, #""\u""#, #""\u12""#, #""\u12G4""#, #""\u+123""#, #""\ud83d\u""#, #""\ud83d\uZZZZ""#, #""\0""#, #""\N""#,
        ])
    func wrongEscapes(text: String) {
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: text) }
    }

    @Test("every control character in a string must be escaped", arguments: UInt8(0)..<0x20)
    func controlCharacters(byte: UInt8) {
        for padding in ["", "some plain text before "] {
            let error = #expect(throws: JSON.ParseError.self) {
                try JSON(parsing: Array("\"\(padding)".utf8) + [byte, UInt8(ascii: "\"")])
            }
            #expect(error?.offset == 1 + padding.utf8.count)
        }
    }

    @Test(
        "numbers keep their kind and value",
        arguments: [
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(0x1p63)),
            ("-9223372036854775809", .number(-0x1p63)), ("18446744073709551616", .number(0x1p64)), ("1.0", .number(1)),
            ("1e2", .number(100)),
            ("1E+2", .number(100)), ("25e-2", .number(0.25)), ("0.1", .number(0.1)), ("0e0", .number(0)),
            ("5e-324", .number(.leastNonzeroMagnitude)),
            ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), ("1e-999", .number(0)),
            ("123456789012345678901234567890", .number(1.2345678901234568e29)),
        ] as [(String, JSON)])
    func numbers(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: "[\(text)]") == [value])
    }

    @Test("-0 keeps its sign and is still the integer 0")
    func negativeZero() throws {
        let json = try JSON(parsing: "-0")
        #expect(json.double?.sign == .minus)
        #expect(json.int == 0)
        #expect(json.description == "-0.0")
    }

    @Test("a number beyond Double's range is refused where it stands", arguments: ["1e400", "-1e400", "1e99999999999999999999"])
    func numberOutOfRange(text: String) {
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: "[1, \(text)]") }
        #expect(error?.offset == 4)
        #expect(error?.expected.contains("number out of range") == true)
    }

    @Test(
        "what RFC 8259 does not allow is refused, with the offset of the first wrong byte",
        arguments: [
            ("", 0), ("   ", 3), ("nul", 0), ("nulL", 0), ("True", 0), ("+1", 0), ("01", 1), ("-", 1), ("-a", 1), ("1.", 2), (".5", 0),
            ("1e", 2), ("1e+", 3), ("0x10", 1), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("'a'", 0), ("[1,]", 3), ("[,1]", 1),
            ("[1 2]", 3), ("[1", 2), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5), ("{\"a\":}", 5), ("{1:2}", 1), ("{\"a\":1", 6),
            ("\"a", 2), ("1 2", 2), ("{}x", 2), ("[]]", 2), ("//c\n1", 0), ("[1]\u{0}", 3), ("\u{A0}1", 0), ("{\"a\":1 \"b\":2}", 7),
        ])
    func invalid(text: String, offset: Int) {
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: text) }
        #expect(error?.offset == offset, "\(text)")
    }

    @Test(
        "bytes that are not UTF-8 are refused with their offset",
        arguments: [
            ([0xFF], 0), ([0x80], 0), ([0xC0, 0x80], 0), ([0xC3], 0), ([0xC3, 0x28], 0), ([0xE2, 0x82], 0), ([0xED, 0xA0, 0x80], 0),
            ([0xF0, 0x9F, 0x98], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0x61, 0xC3, 0xA9, 0xE2, 0x28, 0xA1], 3),
            ([0xF4, 0x90, 0x80, 0x80], 0),
        ] as [([UInt8], Int)])
    func invalidUTF8(bytes: [UInt8], offset: Int) {
        for prefix in ["", "twelve bytes", #"an \n escape \u00e9 before"#] {
            let document = Array("[\"\(prefix)".utf8) + bytes + Array("\"]".utf8)
            let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: document) }
            #expect(error?.offset == 2 + prefix.utf8.count + offset)
            #expect(error?.expected == "valid UTF-8")
        }
    }

    @Test("a byte order mark is tolerated at the start and nowhere else")
    func byteOrderMark() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try JSON(parsing: mark + Array(" [1]".utf8)) == [1])
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: mark) }
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: mark + mark + Array("1".utf8)) }
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: Array("[".utf8) + mark + Array("1]".utf8)) }
    }

    @Test("an error tells line and column and shows one byte at most")
    func errorText() throws {
        let error = try #require(#expect(throws: JSON.ParseError.self) { try JSON(parsing: "{\n  \"secret\": hunter2\n}") })
        #expect(error.line == 2)
        #expect(error.column == 13)
        #expect(error.description == "invalid JSON at line 2, column 13 (byte 14): expected a value, found 'h'")
        let end = #expect(throws: JSON.ParseError.self) { try JSON(parsing: "[1,\n") }
        #expect(end?.description == "invalid JSON at line 2, column 1 (byte 4): expected a value, found the end of the input")
        let byte = #expect(throws: JSON.ParseError.self) { try JSON(parsing: [0x09, 0x07]) }
        #expect(byte?.found == "byte 0x07")
    }

    @Test("a document cut off anywhere is refused, and the error lies at its end")
    func truncated() throws {
        let sample = Array(#"{"a":[1,-2.5e+3,true,false,null,"é\n\u00e9\ud83d\ude00 text"],"b":{"c":"","d":[[]]}}"#.utf8)
        _ = try JSON(parsing: sample)
        for length in sample.indices {
            let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: sample.prefix(length)) }
            #expect(error.map { $0.offset <= length } == true)
        }
    }

    @Test("nesting up to the limit is accepted and one level more refused", arguments: [1, 2, 128, 512])
    func depth(limit: Int) async throws {
        try await onLargeStack {
            let limits = JSON.Limits(depth: limit)
            for (open, core, close) in [("[", "", "]"), ("{\"a\":", "1", "}")] {
                func nested(_ levels: Int) -> String {
                    String(repeating: open, count: levels) + core + String(repeating: close, count: levels)
                }
                let value = try JSON(parsing: nested(limit), limits: limits)
                #expect(value.description == nested(limit))
                let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: nested(limit + 1), limits: limits) }
                #expect(error?.expected == "at most \(limit) levels of nesting")
            }
        }
    }

    @Test("depth counts nesting, not siblings")
    func siblings() throws {
        let text = "[" + Array(repeating: "[{}]", count: 1000).joined(separator: ",") + "]"
        #expect(try JSON(parsing: text, limits: .init(depth: 3)).array?.count == 1000)
    }

    @Test("the depth limit stays between 1 and 512, whatever is asked")
    func depthBounds() {
        #expect(JSON.Limits().depth == 128)
        #expect(JSON.Limits(depth: .max).depth == 512)
        #expect(JSON.Limits(depth: -1).depth == 1)
        var limits = JSON.Limits()
        limits.depth = 100_000
        #expect(limits.depth == 512)
    }

    @Test("a million opening brackets are refused without overflowing the stack")
    func hostileDepth() {
        for unit in ["[", "{\"a\":", "[{\"a\":"] {
            #expect(throws: JSON.ParseError.self) { try JSON(parsing: String(repeating: unit, count: 1_000_000)) }
        }
    }

    @Test("a document longer than the limit is refused")
    func size() throws {
        #expect(try JSON(parsing: "[1,2]", limits: .init(bytes: 5)) == [1, 2])
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: "[1,23]", limits: .init(bytes: 5)) }
        #expect(error?.expected == "at most 5 bytes")
        for bytes in [0, -1, Int.min] {
            #expect(throws: JSON.ParseError.self) { try JSON(parsing: "1", limits: .init(bytes: bytes)) }
        }
        #expect(JSON.Limits().bytes == 16_777_216)
    }

    @Test("duplicate names are kept, and look-ups find the last")
    func duplicates() throws {
        let json = try JSON(parsing: #"{"a":1,"b":2,"a":3}"#)
        #expect(json["a"]?.int == 3)
        #expect(json.object?.count == 3)
        #expect(json.description == #"{"a":1,"b":2,"a":3}"#)
    }

    @Test("any collection of bytes parses, contiguous or not")
    func collections() throws {
        let bytes = Array("xx[1,\"two\"]".utf8)
        #expect(try JSON(parsing: bytes[2...]) == [1, "two"])
        #expect(try JSON(parsing: Array(bytes[2...].reversed()).reversed()) == [1, "two"])
        #expect(try JSON(parsing: "[1,\"two\"]".utf8) == [1, "two"])
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: bytes[3...]) }
        #expect(error?.offset == 1)
    }

    @Test("a number with very many digits takes linear time")
    func manyDigits() throws {
        let digits = String(repeating: "123456789", count: 100_000)
        #expect(try JSON(parsing: "0.\(digits)").double == 0.12345678912345678)
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: digits) }
    }
}
