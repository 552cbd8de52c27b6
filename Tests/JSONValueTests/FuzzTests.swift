import Foundation
import JSONValue
import TestSupport
import Testing

@Suite("Random documents")
struct FuzzTests {
    @Test("what is printed parses back to the same value, compact and pretty")
    func roundTrip() throws {
        for seed in 0..<UInt64(Fuzz.iterations / 40) {
            var generator = SeededGenerator(seed: seed)
            let value = JSON.random(depth: 4, using: &generator)
            #expect(try JSON(parsing: value.serialized()) == value, "seed \(seed)")
            #expect(try JSON(parsing: value.serialized(pretty: true)) == value, "seed \(seed)")
            #expect(try JSON(parsing: value.description).serialized() == value.serialized(), "seed \(seed)")
        }
    }

    @Test("what is printed is what Foundation reads, too")
    func foundationReads() throws {
        for seed in 0..<UInt64(Fuzz.iterations / 400) {
            var generator = SeededGenerator(seed: seed)
            let value = JSON.random(depth: 3, using: &generator)
            let read = try JSONDecoder().decode(JSON.self, from: Data(value.serialized()))
            // Foundation keeps neither duplicates nor whether a whole number was written with a fraction.
            #expect(read.normalized == value.normalized, "seed \(seed)")
        }
    }

    @Test("a value that went through Codable is the same value")
    func codable() throws {
        for seed in 0..<UInt64(Fuzz.iterations / 200) {
            var generator = SeededGenerator(seed: seed)
            let value = JSON.random(depth: 4, using: &generator)
            let box = try JSON(encoding: Box(value: value)).decode(Box.self)
            #expect(box.value == value, "seed \(seed)")
        }
    }

    @Test("mutated documents never trap, and what still parses prints stably")
    func mutations() throws {
        let seeds = [
            #"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"eyJhIjoiYiJ9"}"#,
            #"[0,-0,1.5e-7,1e308,9223372036854775807,-9223372036854775808,true,false,null,"",[],{}]"#,
            #"{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é😀","b":[[[[[{"c":{"d":{}}}]]]]],"a":2}"#,
            String(repeating: "[", count: 128) + String(repeating: "]", count: 128),
        ].map { Array($0.utf8) }
        let tokens = ["[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud83d", "-", "e", ".", "1e999", "null", "\u{FEFF}", "é", "0"]
        var generator = SeededGenerator(seed: 0x5EED)
        var parsed = 0
        for _ in 0..<Fuzz.iterations {
            var document = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 0...document.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0 where position < document.count: document[position] = UInt8.random(in: 0...255, using: &generator)
                case 1 where position < document.count: document.remove(at: position)
                case 2: document.insert(UInt8.random(in: 0...255, using: &generator), at: position)
                case 3: document.removeSubrange(position...)
                default:
                    let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                    document.insert(contentsOf: token.utf8, at: position)
                }
            }
            guard let value = try? JSON(parsing: document) else { continue }
            parsed += 1
            let printed = value.serialized()
            let again = try JSON(parsing: printed)
            #expect(again == value)
            #expect(again.serialized() == printed)
        }
        #expect(parsed > Fuzz.iterations / 100, "the mutations must leave some documents valid")
    }

    private struct Box: Codable {
        var value: JSON
    }
}

extension JSON {
    /// The value as far as both agree: Foundation may read `1.0` as an integer, and beyond ±2⁵³ from the digits that stand for a Double.
    fileprivate var normalized: JSON {
        switch self {
        case .number: int.map(JSON.integer) ?? self
        case .integer(let value): value.magnitude <= 1 << 53 ? self : .number(Double(value))
        case .array(let elements): .array(elements.map(\.normalized))
        case .object(let object): .object(object.reduce(into: Object()) { $0[$1.key] = $1.value.normalized })
        default: self
        }
    }
}
