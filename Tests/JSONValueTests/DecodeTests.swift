import JSONValue
import Testing

@Suite("Decoding")
struct DecodeTests {
    struct Order: Codable, Equatable {
        struct Item: Codable, Equatable {
            var name: String
            var price: Double
            var note: String?
        }
        enum State: String, Codable { case open, shipped }
        var id: Int
        var items: [Item]
        var state: State
        var tags: Set<String> = []
        var counts: [String: UInt8] = [:]
        var byNumber: [Int: Bool] = [:]
    }

    static let text = """
        {"id": 7.0, "items": [{"name": "a", "price": 1}, {"name": "b", "price": 2.5, "note": null}], "state": "shipped",
         "tags": ["x", "y"], "counts": {"p": 255}, "byNumber": {"3": true}, "unknown": [[]]}
        """

    @Test("a type decodes with nested types, optionals, enums, sets and dictionaries")
    func order() throws {
        let order = try JSON.decode(Order.self, from: Array(Self.text.utf8))
        #expect(
            order
                == Order(
                    id: 7, items: [.init(name: "a", price: 1), .init(name: "b", price: 2.5)], state: .shipped, tags: ["x", "y"],
                    counts: ["p": 255], byNumber: [3: true]))
        let inferred: [Order] = try JSON.array([JSON(parsing: Self.text)]).decode()
        #expect(inferred == [order])
    }

    @Test(
        "an error names the path, what was expected and the kind that was found",
        arguments: [
            (#"{"id":1,"items":[{"name":"a","price":"hunter2"}],"state":"open"}"#, "items[0].price: expected a number, found a string"),
            (#"{"id":1,"items":[{"name":"a","price":1},{"price":1}],"state":"open"}"#, "items[1].name: expected a value, found nothing"),
            (#"{"id":1.5,"items":[],"state":"open"}"#, "id: expected an integer that Int can hold, found a number"),
            (#"{"id":null,"items":[],"state":"open"}"#, "id: expected an integer that Int can hold, found null"),
            (#"{"id":1,"items":{},"state":"open"}"#, "items: expected an array, found an object"),
            (#"{"id":1,"items":[],"state":"hunter2"}"#, "state: expected a valid State, found a string"),
            (
                #"{"id":1,"items":[],"state":"open","tags":[],"counts":{"odd key":256}}"#,
                #"counts["odd key"]: expected an integer that UInt8 can hold, found a number"#
            ),
            (#"[]"#, "expected an object, found an array"),
        ])
    func errors(text: String, message: String) throws {
        let json = try JSON(parsing: text)
        let error = try #require(#expect(throws: JSON.DecodeError.self) { try json.decode(Order.self) })
        #expect(error.description == message)
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!(dumped + String(reflecting: error)).contains("hunter2"))
    }

    @Test("integers of every width are checked for their range")
    func widths() throws {
        func check<T: FixedWidthInteger & Codable>(_ type: T.Type) throws {
            if let max = Int(exactly: T.max) {
                #expect(try JSON.integer(max).decode(type) == T.max)
                #expect(try JSON.array([.integer(max)]).decode([T].self) == [T.max])
                if max < .max { #expect(throws: JSON.DecodeError.self) { try JSON.integer(max + 1).decode(type) } }
            }
            if let min = Int(exactly: T.min) {
                #expect(try JSON.integer(min).decode(type) == T.min)
                if min > .min { #expect(throws: JSON.DecodeError.self) { try JSON.integer(min - 1).decode(type) } }
            }
            #expect(try JSON.number(3).decode(type) == 3)
            #expect(throws: JSON.DecodeError.self) { try JSON.number(3.5).decode(type) }
            #expect(throws: JSON.DecodeError.self) { try JSON.number(1e300).decode(type) }
            #expect(throws: JSON.DecodeError.self) { try JSON.bool(true).decode(type) }
            #expect(throws: JSON.DecodeError.self) { try JSON.string("3").decode(type) }
        }
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(Int.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        try check(UInt.self)
    }

    @Test("a number that Float cannot hold is refused, and an integer decodes as a Double")
    func floats() throws {
        #expect(try JSON.number(1.5).decode(Float.self) == 1.5)
        #expect(try JSON.integer(3).decode(Double.self) == 3)
        #expect(throws: JSON.DecodeError.self) { try JSON.number(1e300).decode(Float.self) }
        #expect(throws: JSON.DecodeError.self) { try JSON.string("1").decode(Double.self) }
    }

    @Test("a null and an absent member are both nil for an optional, and differ for a required one")
    func optionals() throws {
        struct Options: Decodable { var flag: Bool? }
        #expect(try JSON(parsing: "{}").decode(Options.self).flag == nil)
        #expect(try JSON(parsing: #"{"flag":null}"#).decode(Options.self).flag == nil)
        #expect(try JSON(parsing: #"{"flag":false}"#).decode(Options.self).flag == false)
        #expect(try JSON(parsing: "[1,null]").decode([Int?].self) == [1, nil])
        #expect(try JSON.null.decode(Int?.self) == nil)
        #expect(throws: JSON.DecodeError.self) { try JSON(parsing: #"{"flag":1}"#).decode(Options.self) }
    }

    @Test("DecodingError reaches an init(from:) that wants to try something else")
    func fallback() throws {
        struct Flexible: Decodable {
            var number: Int
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                do {
                    number = try container.decode(Int.self)
                } catch DecodingError.typeMismatch {
                    number = Int(try container.decode(String.self)) ?? -1
                }
            }
        }
        #expect(try JSON(parsing: #"[1,"2"]"#).decode([Flexible].self).map(\.number) == [1, 2])
    }

    @Test("an array's failed element can be tried again as another type")
    func unkeyedRetry() throws {
        struct Mixed: Decodable {
            var texts: [String] = []
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                while !container.isAtEnd {
                    if try container.decodeNil() {
                        texts.append("null")
                    } else if let number = try? container.decode(Int.self) {
                        texts.append("#\(number)")
                    } else {
                        texts.append(try container.decode(String.self))
                    }
                }
                #expect(container.currentIndex == container.count)
                #expect(throws: DecodingError.self) { try container.decode(Int.self) }
            }
        }
        #expect(try JSON(parsing: #"[1,null,"a",2]"#).decode(Mixed.self).texts == ["#1", "null", "a", "#2"])
    }

    class Base: Codable {
        var a: Int
        init(a: Int) { self.a = a }
    }

    final class Derived: Base {
        var b: [[Int]]
        private enum Keys: String, CodingKey { case b, inner, list }
        init(a: Int, b: [[Int]]) {
            self.b = b
            super.init(a: a)
        }
        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            let inner = try container.nestedContainer(keyedBy: Keys.self, forKey: .inner)
            var list = try inner.nestedUnkeyedContainer(forKey: .list)
            b = []
            while !list.isAtEnd {
                var row = try list.nestedUnkeyedContainer()
                var numbers: [Int] = []
                while !row.isAtEnd { numbers.append(try row.decode(Int.self)) }
                b.append(numbers)
            }
            try super.init(from: container.superDecoder())
        }
        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try super.encode(to: container.superEncoder())
            var inner = container.nestedContainer(keyedBy: Keys.self, forKey: .inner)
            var list = inner.nestedUnkeyedContainer(forKey: .list)
            for numbers in b {
                var row = list.nestedUnkeyedContainer()
                for number in numbers { try row.encode(number) }
            }
        }
    }

    @Test("nested containers and a superclass's members come and go where Foundation puts them")
    func nesting() throws {
        let json = try JSON(encoding: Derived(a: 1, b: [[1, 2], [], [3]]))
        #expect(json == ["super": ["a": 1], "inner": ["list": [[1, 2], [], [3]]]])
        let derived = try json.decode(Derived.self)
        #expect(derived.a == 1)
        #expect(derived.b == [[1, 2], [], [3]])
        let error = #expect(throws: JSON.DecodeError.self) {
            try JSON(parsing: #"{"super":{"a":1},"inner":{"list":[[1],[2,true]]}}"#).decode(Derived.self)
        }
        #expect(error?.path == "inner.list[1][1]")
        let absent = #expect(throws: JSON.DecodeError.self) { try JSON(parsing: #"{"inner":{"list":[]}}"#).decode(Derived.self) }
        #expect(absent?.description == "super: expected an object, found null")
    }

    @Test("a large object decodes by name without walking it for every name")
    func largeObject() throws {
        var text = "{"
        for number in 0..<50_000 { text += "\"key\(number)\":\(number)," }
        text += "\"key0\":-1}"
        let clock = ContinuousClock()
        var numbers: [String: Int] = [:]
        let time = try clock.measure { numbers = try JSON(parsing: text).decode() }
        #expect(numbers.count == 50_000)
        #expect(numbers["key0"] == -1)
        #expect(numbers["key49999"] == 49_999)
        // Quadratic time would be minutes; the bound is generous for a loaded machine and sanitizers.
        #expect(time < .seconds(20))
    }

    @Test("of duplicate members the last is decoded, in small objects and large")
    func duplicates() throws {
        for padding in [0, 20] {
            var object: JSON.Object = ["a": 1, "b": 2]
            for number in 0..<padding { object["p\(number)"] = 0 }
            let json = try JSON(parsing: JSON.object(object).description.dropLast() + #","a":3}"#)
            #expect(try json.decode([String: Int].self)["a"] == 3)
        }
    }

    @Test("a type that nests as deep as the parser allows decodes")
    func deep() async throws {
        final class Node: Codable {
            var next: Node?
        }
        let levels = 512
        let text = String(repeating: #"{"next":"#, count: levels - 1) + "{}" + String(repeating: "}", count: levels - 1)
        let encoded = try await onLargeStack {
            try JSON(encoding: JSON(parsing: text, limits: .init(depth: levels)).decode(Node.self)).description
        }
        #expect(encoded == text)
    }

    @Test("a value can be kept as JSON inside a type")
    func jsonMember() throws {
        struct Envelope: Codable, Equatable {
            var detail: JSON
            var extra: JSON?
        }
        let json = try JSON(parsing: #"{"detail":{"z":1,"a":[1.0,null],"z":2}}"#)
        let envelope = try json.decode(Envelope.self)
        #expect(envelope.detail.description == #"{"z":1,"a":[1.0,null],"z":2}"#)
        #expect(envelope.extra == nil)
        #expect(try JSON(encoding: envelope) == json)
    }

    @Test("an error that init(from:) throws itself is named by its type only")
    func ownError() throws {
        struct Refusal: Error { var secret = "hunter2" }
        struct Picky: Decodable {
            init(from decoder: any Decoder) throws { throw Refusal() }
        }
        let error = try #require(#expect(throws: JSON.DecodeError.self) { try JSON.null.decode(Picky.self) })
        #expect(error.description == "expected a valid Picky (decoding threw Refusal), found null")
    }

    @Test("a long name from the input is shortened in an error's path")
    func longName() throws {
        let json: JSON = .object([String(repeating: "x", count: 10_000): "a"])
        let error = try #require(#expect(throws: JSON.DecodeError.self) { try json.decode([String: Int].self) })
        #expect(error.path.utf8.count < 100)
    }
}
