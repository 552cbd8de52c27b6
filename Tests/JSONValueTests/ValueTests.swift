import JSONValue
import Testing

@Suite("Values")
struct ValueTests {
    @Test("literals and interpolation make values")
    func literals() {
        let name = "x"
        let value: JSON = ["null": nil, "bool": true, "int": -1, "double": 2.5, "string": "s", "array": [1, "a"], "\(name)": "<\(name)>"]
        #expect(value["null"] == .null)
        #expect(value["bool"] == .bool(true))
        #expect(value["int"] == .integer(-1))
        #expect(value["double"] == .number(2.5))
        #expect(value["string"] == .string("s"))
        #expect(value["array"] == .array([.integer(1), .string("a")]))
        #expect(value["x"] == .string("<x>"))
    }

    @Test("an accessor of another kind is nil")
    func accessors() {
        let values: [JSON] = [nil, true, 1, 1.5, "s", [1], ["a": 1]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil, nil])
        #expect(values.map(\.int) == [nil, nil, 1, nil, nil, nil, nil])
        #expect(values.map(\.double) == [nil, nil, 1, 1.5, nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, nil, "s", nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, nil, nil, [1], nil])
        #expect(values.map(\.object) == [nil, nil, nil, nil, nil, nil, ["a": 1]])
    }

    @Test("subscripts of absent members, indexes out of range and other kinds are nil")
    func subscripts() {
        let value: JSON = ["a": [1, 2]]
        #expect(value["a"]?[1] == 2)
        for index in [-1, 2, .max, .min] { #expect(value["a"]?[index] == nil) }
        #expect(value["b"] == nil)
        #expect(value[0] == nil)
        #expect(value["a"]?["b"] == nil)
    }

    @Test(
        "a number written with a fraction or an exponent is an integer when it is whole and exact",
        arguments: [
            (1, 1), (-3, -3), (1.5, nil), (0x1p53, 0x20_0000_0000_0000), (0x1p53 + 2, nil), (-0x1p53, -0x20_0000_0000_0000), (0x1p63, nil),
            (.infinity, nil), (.nan, nil), (-0.0, 0),
        ] as [(Double, Int?)])
    func exactIntegers(number: Double, integer: Int?) {
        #expect(JSON.number(number).int == integer)
    }

    @Test("an object's members can be set, replaced and removed")
    func mutation() {
        var object: JSON.Object = ["a": 1, "b": 2, "a": 3]
        object["c"] = 4
        object["a"] = 5
        #expect(object.map(\.key) == ["a", "b", "a", "c"])
        #expect(object.map(\.value) == [1, 2, 5, 4])
        object["a"] = nil
        #expect(object == ["b": 2, "c": 4])
        #expect(object["a"] == nil)
        object["zzz"] = nil
        #expect(object.count == 2)
        #expect(JSON.Object().isEmpty)
    }

    @Test("objects are equal whatever the order of their names, and then hash alike")
    func equality() {
        let left: JSON = ["a": 1, "b": ["c": 2, "d": 3]]
        let right: JSON = ["b": ["d": 3, "c": 2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        let different: [JSON] = [
            ["a": 1], ["a": 2, "b": ["c": 2, "d": 3]], ["a": 1, "x": ["c": 2, "d": 3]], ["a": 1, "b": ["c": 3, "d": 2]], nil, [1],
        ]
        for other in different { #expect(left != other) }
        #expect(JSON.object(["a": 1, "a": 2]) != .object(["a": 2, "a": 1]))
        #expect(JSON.object(["a": 1, "b": 0, "a": 2]) == .object(["a": 1, "a": 2, "b": 0]))
        #expect(JSON.integer(1) != .number(1))
    }

    @Test("comparing deep objects whose members stand in another order takes no exponential time")
    func deepEquality() {
        var left: JSON = 0
        var right: JSON = 0
        for _ in 0..<200 {
            left = ["a": left, "b": 1, "c": 2]
            right = ["a": right, "c": 2, "b": 1]
        }
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }
}
