internal import Foundation

/// A static library of the machine's that libcurl needs.
struct StaticArchive {
    /// As the linker is told: `ssl` for `libssl.a`.
    let name: String
    let path: String
    let sha256: String

    /// Part of the C library, whatever their names; a static executable has them already.
    private static let ofTheSystem: Set = ["c", "dl", "m", "pthread", "rt"]

    /// OpenSSL with what its own build has made it need, and zlib where there is one.
    static func find(with compiler: Compiler) async throws -> [StaticArchive] {
        let answer = try await BuildTool.run("pkg-config", ["--static", "--libs-only-l", "libssl"])
        let needed = answer.succeeded ? answer.output.split(whereSeparator: \.isWhitespace).map { String($0.dropFirst(2)) } : []
        var names: [String] = []
        for name in ["ssl", "crypto"] + needed where !names.contains(name) && !ofTheSystem.contains(name) { names.append(name) }
        let folder = try await BuildTool.run("pkg-config", ["--variable=libdir", "libssl"]).output.trimmingCharacters(in: .newlines)

        var archives: [StaticArchive] = []
        var missing: [String] = []
        for name in names + (names.contains("z") ? [] : ["z"]) {
            let file = "lib\(name).a"
            let own = "\(folder)/\(file)"
            let path = FileManager.default.isReadableFile(atPath: own) ? own : try await compiler.path(of: file)
            if let path, let bytes = FileManager.default.contents(atPath: path) {
                archives.append(StaticArchive(name: name, path: path, sha256: Checksum.sha256(bytes)))
            } else if names.contains(name) {
                missing.append(file)
            }
        }
        guard missing.isEmpty else { throw StaticLibrariesError.missingLibraries(missing) }
        return archives
    }
}
