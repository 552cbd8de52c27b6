import RolloutStack
import TestSupport
import Testing

/// What cfn-lint says of templates.
@Suite("cfn-lint")
struct LintTests {
    @Test("cfn-lint finds nothing in the examples, whoever starts the deployments", .enabled(if: Linter.isHere))
    func examples() async throws {
        try await Linter.check([
            Examples.small().template(), Examples.shop().template(), Examples.shop(.managedByCloudFormation).template(),
        ])
    }
}
