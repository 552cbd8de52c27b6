import JSONValue
import TestSupport
import Testing

@testable import LambdaRollout

@Suite("Hostile AppSpecs")
struct YAMLFuzzTests {
    @Test("mutated documents never trap, and an error shows at most one character and a place within the text")
    func mutations() {
        let documents = (0..<UInt64(200)).map { seed in
            var corpus = YAMLCorpus(seed: seed)
            return corpus.document().text
        }
        let bases = documents + Array(repeating: AppSpecTests.lambda, count: 100) + Array(repeating: AppSpecTests.ecs, count: 100)
        var corpus = YAMLCorpus(seed: 0x5EED)
        var read = 0
        for round in 0..<Fuzz.iterations {
            let text = corpus.mutated(bases[round % bases.count])
            do throws(AppSpecError) {
                _ = try YAMLReader.read(text)
                read += 1
            } catch {
                let lines = text.utf8.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
                #expect(error.line.map { (1...lines).contains($0) } ?? true, "\(text)")
                #expect(error.column.map { (1...text.utf8.count + 1).contains($0) } ?? true, "\(text)")
            }
            _ = try? AppSpec(parsing: text)
        }
        #expect(read > Fuzz.iterations / 100, "the mutations must leave some documents valid")
    }

    @Test("random bytes never trap")
    func noise() {
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<Fuzz.iterations {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Array(" \n\r\t-:?#'\"[]{},&*!|>%@`\\ax1.~<=\u{FF}".utf8).randomElement(using: &generator) ?? 0
            }
            _ = try? AppSpec(parsing: String(decoding: bytes, as: UTF8.self))
            _ = FunctionReference(String(decoding: bytes, as: UTF8.self))
        }
    }
}
