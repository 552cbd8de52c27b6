import Foundation
import JSONValue
import Testing

@Suite("Encoding")
struct EncodeTests {
    struct Everything: Codable, Equatable {
        var i8: Int8 = -1
        var u64: UInt64 = 3
        var float: Float = 1.5
        var double = 2.25
        var text = "a\"b"
        var flag = true
        var none: Int?
        var some: Int? = 4
        var list: [[Int?]] = [[1, nil], []]
        var dictionary: [String: [Double]] = ["k": [0.5]]
        var empty = Empty()
        struct Empty: Codable, Equatable {}
    }

    @Test("a type encodes as Foundation encodes it")
    func likeFoundation() throws {
        let ours = try JSON(encoding: Everything())
        #expect(ours == (try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(Everything()))))
        #expect(try ours.decode(Everything.self) == Everything())
        #expect(try JSONDecoder().decode(Everything.self, from: Data(JSON.encode(Everything()))) == Everything())
    }

    @Test("members keep the order in which they were encoded")
    func order() throws {
        #expect(try JSON(encoding: Everything()).object?.keys.prefix(5) == ["i8", "u64", "float", "double", "text"])
    }

    @Test("values at the top encode on their own")
    func fragments() throws {
        #expect(try JSON(encoding: 1) == 1)
        #expect(try JSON(encoding: "a") == "a")
        #expect(try JSON(encoding: Int?.none) == nil)
        #expect(try JSON(encoding: [1, 2]) == [1, 2])
        #expect(try JSON(encoding: Float(0.1)) == .number(Double(Float(0.1))))
        #expect(try JSON(encoding: JSON.number(1)) == .number(1))
        #expect(String(decoding: try JSON.encode(["a": true]), as: UTF8.self) == #"{"a":true}"#)
    }

    @Test("what JSON cannot hold is an error with its path")
    func errors() throws {
        struct Reading: Encodable { var values: [Double] }
        let infinite = #expect(throws: JSON.EncodeError.self) { try JSON(encoding: Reading(values: [1, .infinity])) }
        #expect(infinite?.description == "values[1]: JSON has no notation for a number that is not finite")
        #expect(throws: JSON.EncodeError.self) { try JSON(encoding: Float.nan) }
        let large = #expect(throws: JSON.EncodeError.self) { try JSON(encoding: ["n": UInt64.max]) }
        #expect(large?.path == "n")
        struct Nothing: Encodable { func encode(to encoder: any Encoder) throws {} }
        #expect(throws: JSON.EncodeError.self) { try JSON(encoding: Nothing()) }
        #expect(try JSON(encoding: [Nothing()]) == [[:]])
    }

    @Test("a type that asks for containers of different kinds gets an error")
    func conflict() {
        struct Confused: Encodable {
            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                try list.encode(1)
                var members = encoder.container(keyedBy: CodingKeys.self)
                try members.encode(1, forKey: .a)
            }
            enum CodingKeys: CodingKey { case a }
        }
        let error = #expect(throws: JSON.EncodeError.self) { try JSON(encoding: ["x": Confused()]) }
        #expect(error?.path == "x")
    }

    @Test("an error that encode(to:) throws itself is named by its type only")
    func ownError() {
        struct Refusal: Error { var secret = "hunter2" }
        struct Picky: Encodable { func encode(to encoder: any Encoder) throws { throw Refusal() } }
        struct Foreign: Encodable {
            func encode(to encoder: any Encoder) throws {
                throw EncodingError.invalidValue("hunter2", .init(codingPath: [], debugDescription: "hunter2"))
            }
        }
        let own = #expect(throws: JSON.EncodeError.self) { try JSON(encoding: Picky()) }
        #expect(own?.description == "Picky's encode(to:) threw Refusal")
        let foreign = #expect(throws: JSON.EncodeError.self) { try JSON(encoding: Foreign()) }
        #expect(foreign?.description == "String refused to encode itself")
    }

    @Test("a member encoded twice keeps the last value, in small objects and large")
    func twice() throws {
        struct Twice: Encodable {
            var padding: Int
            struct Key: CodingKey {
                var stringValue: String
                var intValue: Int? { nil }
                init(stringValue: String) { self.stringValue = stringValue }
                init?(intValue: Int) { nil }
            }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                for number in 0..<padding { try container.encode(number, forKey: Key(stringValue: "p\(number)")) }
                for number in 1...3 { try container.encode(number, forKey: Key(stringValue: "a")) }
                for number in 0..<padding { try container.encode(-number, forKey: Key(stringValue: "p\(number)")) }
            }
        }
        for padding in [0, 7, 8, 9, 50] {
            let object = try #require(try JSON(encoding: Twice(padding: padding)).object)
            #expect(object.count == padding + 1)
            #expect(object["a"] == 3)
            for number in 0..<padding { #expect(object["p\(number)"] == .integer(-number)) }
        }
    }
}
