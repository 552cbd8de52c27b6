import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LambdaRollout

// Skipped where Python cannot import PyYAML, which moto brings along.
@Suite("PyYAML", .enabled(if: Python.has("yaml"), "Python cannot import yaml"))
struct YAMLAgreementTests {
    @Test("reads what we read from documents in every style, and to the same values")
    func agreement() async throws {
        let documents = (0..<UInt64(max(Fuzz.iterations / 40, 1))).map { seed in
            var corpus = YAMLCorpus(seed: seed)
            return corpus.document()
        }
        for ((text, value), theirs) in zip(documents, try await pyYAML(documents.map(\.text))) {
            #expect(throws: Never.self, "\(text)") { try YAMLReader.read(text) }
            #expect((try? YAMLReader.read(text)) == value, "\(text)")
            #expect(theirs["typed"]?.comparable == value.comparable, "\(text)")
        }
    }

    @Test("reads whatever we still read of mutated documents, and to the same structure and texts")
    func mutations() async throws {
        let texts = (0..<UInt64(max(Fuzz.iterations / 10, 1))).map { seed in
            var corpus = YAMLCorpus(seed: seed % 500)
            let text = corpus.document().text
            corpus.generator = SeededGenerator(seed: seed ^ 0xF00D)
            return corpus.mutated(text)
        }
        var accepted = 0
        for (text, theirs) in zip(texts, try await pyYAML(texts)) {
            guard let ours = try? YAMLReader.read(text) else { continue }
            accepted += 1
            guard let plain = theirs["plain"] else {
                Issue.record("PyYAML refuses what we read:\n\(text)\n\(ours)")
                continue
            }
            #expect(ours.isSame(asPlain: plain), "\(text)\nours \(ours)\ntheirs \(plain)")
        }
        #expect(accepted > texts.count / 10, "the mutations must leave some documents valid")
    }

    @Test("writes AppSpecs that we read, whatever its options are")
    func dumps() async throws {
        let script = Python.packageRoot.appending(path: "Tests/LambdaRolloutTests/Support/pyyaml_dumps.py").path
        let count = min(max(Fuzz.iterations / 10, 1), 5000)
        let dumps = try #require(JSON(parsing: Array(try await Python.output(of: [script, "17", "\(count)"]))).array)
        #expect(dumps.count > count / 2)
        for dump in dumps {
            let text = try #require(dump["text"]?.string)
            do throws(AppSpecError) {
                #expect(try YAMLReader.read(text).comparable == dump["value"]?.comparable, "\(text)")
            } catch {
                Issue.record("\(error)\n\(text)")
            }
        }
    }

    private func pyYAML(_ texts: [String]) async throws -> [JSON] {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "texts.json")
        try Data(JSON.array(texts.map(JSON.string)).serialized()).write(to: file)
        let script = Python.packageRoot.appending(path: "Tests/LambdaRolloutTests/Support/pyyaml.py").path
        let output = try await Python.output(of: [script, file.path])
        withExtendedLifetime(folder) {}
        return try #require(JSON(parsing: Array(output)).array)
    }
}

extension JSON {
    /// The value with whole numbers alike: Python prints 3.0 and 3 apart, as we do, but not -0.0.
    fileprivate var comparable: JSON {
        switch self {
        case .number(let number): .number(number == 0 ? 0 : number)
        case .integer(let number): .number(Double(number))
        case .array(let elements): .array(elements.map(\.comparable))
        case .object(let object): .object(object.reduce(into: Object()) { $0[$1.key] = $1.value.comparable })
        default: self
        }
    }

    /// Whether a value stands for the same as one whose scalars are all texts.
    fileprivate func isSame(asPlain plain: JSON) -> Bool {
        switch (self, plain) {
        case (.null, .string(let text)): ["", "~", "null", "Null", "NULL"].contains(text)
        case (.null, .null): true
        case (.bool(let value), .string(let text)): text.lowercased() == "\(value)"
        case (.integer(let value), .string(let text)): Int(text) == value
        case (.number(let value), .string(let text)): Double(text) == value
        case (.string(let value), .string(let text)): value == text
        case (.array(let ours), .array(let theirs)):
            ours.count == theirs.count && zip(ours, theirs).allSatisfy { $0.isSame(asPlain: $1) }
        case (.object(let ours), .object(let theirs)):
            ours.count == theirs.count && ours.allSatisfy { member in theirs[member.key].map { member.value.isSame(asPlain: $0) } ?? false }
        default: false
        }
    }
}
