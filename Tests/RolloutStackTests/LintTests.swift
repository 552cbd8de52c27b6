import Foundation
import RolloutStack
import TestSupport
import Testing

/// What cfn-lint says of templates.
@Suite("cfn-lint")
struct LintTests {
    @Test("cfn-lint finds nothing in the examples, in both deployment modes", .enabled(if: Linter.isHere))
    func examples() async throws {
        try await Linter.check([
            Examples.small().template(), Examples.shop().template(), Examples.shop(.managedByCloudFormation).template(),
        ])
    }

    /// How many generated stacks are looked at, and from which seed: `ROLLOUT_STACKS=10000 swift test --filter LintTests`.
    private static let count = ProcessInfo.processInfo.environment["ROLLOUT_STACKS"].flatMap { Int($0) } ?? 12
    private static let seed = ProcessInfo.processInfo.environment["ROLLOUT_STACKS_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("generated stacks are without problems, and cfn-lint finds nothing in them", .enabled(if: Linter.isHere))
    func generated() async throws {
        for first in stride(from: 0, to: Self.count, by: 100) {
            var templates: [Template] = []
            for index in first..<min(first + 100, Self.count) {
                var generator = StackGenerator(seed: Self.seed + UInt64(index))
                let stack = generator.stack()
                do throws(StackError) { templates.append(try stack.template()) } catch {
                    Issue.record("seed \(Self.seed + UInt64(index)): \(error)")
                }
            }
            try await Linter.check(templates, note: "seeds from \(Self.seed + UInt64(first))")
        }
    }
}
