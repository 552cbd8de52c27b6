import Foundation
import RolloutStack
import TestSupport
import Testing

/// cfn-lint, the judge of templates.
enum Linter {
    static let isHere = Python.has("cfnlint")

    /// Fails the test for whatever cfn-lint says of these templates, warnings included.
    static func check(_ templates: [Template], sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws {
        let folder = try TemporaryFolder()
        var paths: [String] = []
        for (index, template) in templates.enumerated() {
            let path = folder.url.appending(path: "\(index).json").path
            try Data(template.json.utf8).write(to: URL(filePath: path))
            paths.append(path)
            for (name, nested) in template.nested {
                let path = folder.url.appending(path: "\(index)-\(name)").path
                try Data(TemplateValue.object(nested).json.utf8).write(to: URL(filePath: path))
                paths.append(path)
            }
        }
        let script = "import sys; from cfnlint.runner import main; sys.exit(main())"
        do {
            _ = try await Python.output(of: ["-c", script, "--format", "parseable"] + paths)
        } catch {
            Issue.record("cfn-lint: \(error)", sourceLocation: sourceLocation)
        }
    }
}
