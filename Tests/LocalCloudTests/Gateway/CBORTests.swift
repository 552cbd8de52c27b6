import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

@Suite("CBOR")
struct CBORTests {
    /// Of [RFC 8949, appendix A](https://www.rfc-editor.org/rfc/rfc8949#appendix-A), what Smithy RPC v2 uses.
    static let examples: [(String, JSON)] = [
        ("00", 0), ("17", 23), ("1818", 24), ("1903e8", 1000), ("1a000f4240", 1_000_000), ("1b000000e8d4a51000", 1_000_000_000_000),
        ("1bffffffffffffffff", 18446744073709551615.0), ("3bffffffffffffffff", -18446744073709551616.0), ("20", -1), ("3903e7", -1000),
        ("f90000", 0.0), ("f93c00", 1.0), ("fb3ff199999999999a", 1.1), ("f93e00", 1.5), ("f97bff", 65504.0), ("fa47c35000", 100000.0),
        ("f90001", 5.960464477539063e-8), ("f90400", 0.00006103515625), ("f9c400", -4.0), ("fbc010666666666666", -4.1),
        ("f97c00", .number(.infinity)), ("f4", false), ("f5", true), ("f6", .null), ("f7", .null), ("c11a514b67b0", 1_363_896_240),
        ("c1fb41d452d9ec200000", 1363896240.5), ("4401020304", "AQIDBA=="), ("60", ""), ("6161", "a"), ("62c3bc", "ü"), ("80", []),
        ("83010203", [1, 2, 3]), ("8301820203820405", [1, [2, 3], [4, 5]]), ("a0", [:]), ("a26161016162820203", ["a": 1, "b": [2, 3]]),
        ("5f42010243030405ff", "AQIDBAU="), ("7f657374726561646d696e67ff", "streaming"), ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]),
        ("bf61610161629f0203ffff", ["a": 1, "b": [2, 3]]),
    ]

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    @Test("the RFC's examples are read", arguments: examples)
    func read(text: String, value: JSON) throws {
        #expect(try CBORReader.value(bytes(text)) == value)
    }

    @Test(
        "what is malformed, or not of the protocol, is refused",
        arguments: [
            "", "18", "6161f6", "7f", "62c3", "61ff", "5f6161ff", "8201", "9f01", "a161", "a10102", "bf6161ff", "c0f6", "c161", "1c",
            "f8ff", "ff",
            "9bffffffffffffffff", "bbffffffffffffffff", "7bffffffffffffffff", "5bffffffffffffffff",
        ])
    func malformed(text: String) {
        #expect(throws: CBORReader.Malformed.self) { try CBORReader.value(bytes(text)) }
    }

    @Test("depth and the number of members are bounded")
    func bounds() {
        #expect(throws: CBORReader.Malformed.self) { try CBORReader.value([UInt8](repeating: 0x81, count: 1_000_000)) }
        #expect(throws: CBORReader.Malformed.self) { try CBORReader.value([UInt8](repeating: 0xC1, count: 1_000_000)) }
        let member: [UInt8] = [0x61, 0x61, 0x00]
        var members: [UInt8] = []
        for number in 0..<2000 { members += [0x62, UInt8(65 + number / 50), UInt8(65 + number % 50), 0x00] }
        #expect(throws: CBORReader.Malformed.self) { try CBORReader.value([0xBF] + members + [0xFF]) }
        #expect(throws: Never.self) { try CBORReader.value([0xBF] + (0..<5000).flatMap { _ in member } + [0xFF]) }
    }

    @Test("what is written is read as the same value; timestamps and doubles are of their kinds")
    func write() throws {
        let value: JSON = [
            "text": "ü", "whole": -70_000, "large": 5_000_000_000, "list": [true, false, [1.5]], "map": ["a": ["b": [:]]],
            "StateUpdatedTimestamp": 1_700_000_000, "Threshold": 5,
        ]
        let bytes = CBORWriter(value, .cloudWatch).bytes
        #expect(
            try CBORReader.value(bytes) == [
                "text": "ü", "whole": -70_000, "large": 5_000_000_000, "list": [true, false, [1.5]], "map": ["a": ["b": [:]]],
                "StateUpdatedTimestamp": 1_700_000_000.0, "Threshold": 5.0,
            ])
        #expect(CBORWriter(["Threshold": 5], .cloudWatch).bytes.suffix(9).first == 0xFB)
        #expect(CBORWriter(["Period": 60.0], .cloudWatch).bytes.suffix(2) == [0x18, 60])
        #expect(CBORWriter(["Timestamp": 1], .cloudWatch).bytes.suffix(10).first == 0xC1)
        #expect(CBORWriter(["gone": .null], .cloudWatch).bytes == [0xA0])
    }

    @Test("no bytes trap, be they random or nearly right")
    func fuzz() {
        var generator = SeededGenerator(seed: 8949)
        let seeds = Self.examples.map { bytes($0.0) }
        for round in 0..<Fuzz.iterations {
            var input =
                round % 2 == 0
                ? (0..<Int.random(in: 0..<64, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                : seeds.randomElement(using: &generator) ?? []
            if !input.isEmpty {
                for _ in 0..<2 { input[Int.random(in: 0..<input.count, using: &generator)] = .random(in: 0...255, using: &generator) }
            }
            guard let value = try? CBORReader.value(input) else { continue }
            _ = try? CBORReader.value(CBORWriter(value, .cloudWatch).bytes)
        }
    }
}
