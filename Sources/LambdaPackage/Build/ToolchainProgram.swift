internal import Foundation

/// Finds programs of the Swift toolchain, which need not be in `PATH`.
enum ToolchainProgram {
    /// The one beside `swift`, else the first in `PATH` of it and the others.
    ///
    /// - Throws: ``PackagingError/missingTool(_:purpose:)``.
    static func path(of name: String, or others: [String] = [], to purpose: String) throws(PackagingError) -> String {
        if let swift = BuildTool.path(of: "swift") {
            let beside = URL(filePath: swift).resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        }
        for name in [name] + others {
            if let path = BuildTool.path(of: name) { return path }
        }
        throw .missingTool([name] + others, purpose: purpose)
    }
}
