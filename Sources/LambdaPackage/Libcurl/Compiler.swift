internal import Foundation

/// The C compiler, and where it finds libraries.
struct Compiler {
    let name: String
    /// The first line of what it says about itself, with the machine that it compiles for.
    let identity: String

    /// Finds the compiler, and checks that the other tools of a build are there.
    static func find() async throws -> Compiler {
        let name = ["cc", "clang", "gcc"].first { BuildTool.path(of: $0) != nil }
        let missing = (name == nil ? ["a C compiler"] : []) + ["make", "tar", "git", "pkg-config"].filter { BuildTool.path(of: $0) == nil }
        guard let name, missing.isEmpty else { throw StaticLibrariesError.missingTools(missing) }
        let version = try await BuildTool.run(name, ["--version"])
        let machine = try await BuildTool.run(name, ["-dumpmachine"])
        let lines = [version, machine].compactMap { $0.output.split(separator: "\n").first }
        return Compiler(name: name, identity: lines.joined(separator: ", "))
    }

    /// The path of a static library, such as `libssl.a`.
    func path(of library: String) async throws -> String? {
        let answer = try await BuildTool.run(name, ["-print-file-name=\(library)"])
        let path = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
        return path.hasPrefix("/") && FileManager.default.isReadableFile(atPath: path) ? path : nil
    }
}
