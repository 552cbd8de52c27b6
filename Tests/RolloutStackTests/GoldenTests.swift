import Foundation
import TestSupport
import Testing

@testable import RolloutStack

/// Templates as they were: another logical id would replace a resource of everyone who has deployed, another hash publish a version.
@Suite("Golden templates")
struct GoldenTests {
    /// `ROLLOUT_GOLDEN=write` writes them anew, for a change that is meant.
    @Test("the examples give the templates that they gave, byte for byte", arguments: ["small", "shop", "managed", "nested"])
    func golden(name: String) throws {
        let template =
            switch name {
            case "small": try Examples.small().template()
            case "shop": try Examples.shop().template()
            case "managed": try Examples.shop(.managedByCloudFormation).template()
            default: try Examples.shop(layout: .nested).template()
            }
        let parts =
            [template.prettyJSON]
            + template.nested.sorted { $0.key < $1.key }.map { "\($0.key)\n" + TemplateValue.object($0.value).prettyJSON }
        let text = parts.joined(separator: "\n") + "\n"
        let file = Python.packageRoot.appending(path: "Tests/RolloutStackTests/Golden/\(name).json")
        if ProcessInfo.processInfo.environment["ROLLOUT_GOLDEN"] == "write" { try Data(text.utf8).write(to: file) }
        #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == text)
    }
}
