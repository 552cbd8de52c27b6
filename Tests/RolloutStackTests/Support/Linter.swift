import Foundation
import RolloutStack
import TestSupport
import Testing

/// cfn-lint, the judge of templates.
enum Linter {
    static let isHere = Python.has("cfnlint")

    private static let script = """
        import sys
        from cfnlint.runner import main
        try:
            main()
        except SystemExit as end:
            if end.code:
                print("status", end.code)
        """

    /// Fails the test for whatever cfn-lint says of these templates, warnings included.
    static func check(_ templates: [Template], note: String = "", sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws {
        let folder = try TemporaryFolder()
        var paths: [String] = []
        func write(_ json: String, _ name: String) throws {
            let path = folder.url.appending(path: name).path
            try Data(json.utf8).write(to: URL(filePath: path))
            paths.append(path)
        }
        for (index, template) in templates.enumerated() {
            try write(template.json, "\(index).json")
            for (name, nested) in template.nested { try write(TemplateValue.object(nested).json, "\(index)-\(name)") }
        }
        let output = try await Python.output(of: ["-c", script, "--format", "parseable"] + paths)
        if !output.isEmpty { Issue.record("cfn-lint \(note): \(String(decoding: output, as: UTF8.self))", sourceLocation: sourceLocation) }
    }
}
