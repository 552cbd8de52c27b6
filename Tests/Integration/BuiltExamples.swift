import Foundation
import TestSupport
import Testing

/// The functions and hooks of the folder Examples. `make test` builds them first; building them in a test would take minutes.
enum BuiltExamples {
    static let folder = Python.packageRoot.appending(path: "Examples")
    static let areThere = ["Api", "BeforeTraffic", "AfterTraffic"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: executable($0).path)
    }
    static let advice: Comment = "the examples are not built: make examples"

    static func executable(_ product: String) -> URL { folder.appending(path: ".build/debug/\(product)") }

    /// A zip for this machine: what each of its entries is made of, by name.
    static func zip(_ entries: [String: URL], to file: URL) async throws {
        let program = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
                for name, path in zip(sys.argv[2::2], sys.argv[3::2]): archive.write(path, name)
            """
        _ = try await Python.output(of: ["-c", program, file.path] + entries.flatMap { [$0.key, $0.value.path] })
    }

    /// One executable as `bootstrap`, or the launcher and several by their names.
    static func zip(_ products: String..., to file: URL) async throws {
        guard products.count > 1 else { return try await zip(["bootstrap": executable(products[0])], to: file) }
        let launcher = URL(filePath: RolloutTool.path).deletingLastPathComponent().appending(path: "HookLauncher")
        let executables = Dictionary(uniqueKeysWithValues: products.map { ($0, executable($0)) })
        try await zip(executables.merging(["bootstrap": launcher]) { $1 }, to: file)
    }
}
