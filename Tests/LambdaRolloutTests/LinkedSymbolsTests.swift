import Foundation
import TestSupport
import Testing

/// One `String.contains(_: String)` would link the regular-expression engine and its tables: half a megabyte of every hook's zip.
@Suite("What a hook links", .enabled(if: ChildProcess.works("nm", ["--version"]), "needs nm"))
struct LinkedSymbolsTests {
    /// All that ships inside a Lambda, and this package's own code that may ship beside it.
    private static let modules = [
        "AWSClient", "HTTPTransport", "JSONValue", "LambdaRollout", "LambdaRuntime", "LinkedResources", "SigV4", "Surroundings",
    ]

    /// Parts of mangled names: a module's own, with its length.
    private static let forbidden = ["17_StringProcessing", "12_RegexParser", "10Foundation", "20FoundationEssentials", "13_RegexBuilder"]

    @Test("a module of floors 0 to 3 refers neither to regular expressions nor to Foundation", arguments: modules)
    func references(module: String) async throws {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "\(module).build")
        let objects = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".o") }
        try #require(!objects.isEmpty)
        let result = try await ChildProcess("nm", ["--undefined-only", "--print-file-name"] + objects.map { "\(folder.path)/\($0)" })
            .result()
        let lines = result.output.split(separator: "\n")
        // What every module of Swift refers to, so that an empty answer is none.
        try #require(result.status == 0 && lines.contains { $0.hasSuffix(" swift_retain") || $0.contains(" $ss") })
        let found = lines.filter { line in Self.forbidden.contains { line.contains($0) } }
        #expect(found.isEmpty, "compare bytes or characters instead: \(found.joined(separator: "\n"))")
    }
}
