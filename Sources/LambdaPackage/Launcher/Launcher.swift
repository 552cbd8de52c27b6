internal import Foundation
internal import Processes

/// The `bootstrap` of a package with several products: a small static program of C, `bootstrap/launcher.c`, whose source is part of this
/// module, since the package that is packaged need not depend on ours.
struct Launcher {
    /// Where it is kept once it is compiled.
    let folder: URL

    /// The launcher for this machine's architecture, compiled by the clang of the Swift toolchain.
    func executable() async throws -> [UInt8] {
        let source = PackageResources.launcher_c
        let name = "launcher-" + Checksum.sha256(source).prefix(12)
        let file = folder.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) { return try Files.read(file.path) }
        let clang = try Self.clang()
        let work = FileManager.default.temporaryDirectory.appending(path: "rollout-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: work) }
        try Data(source).write(to: work.appending(path: "launcher.c"))
        var output: [UInt8] = []
        let ending = try await ProcessGroup().run(
            clang, arguments: ["-Os", "-static", "-s", "-Wl,--build-id=none", "-Wl,--gc-sections", "launcher.c", "-o", "launcher"],
            workingDirectory: work.path
        ) { output += $0.prefix(4096) }
        guard ending == .exited(0) else {
            throw PackagingError.toolFailed("Compiling the launcher: \(String(decoding: output.prefix(4096), as: UTF8.self))")
        }
        let executable = try Files.read(work.appending(path: "launcher").path)
        try Files.write(executable, to: file, isExecutable: true)
        return executable
    }

    private static func clang() throws(PackagingError) -> String {
        let beside = BuildTool.path(of: "swift").map {
            URL(filePath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path + "/clang"
        }
        if let beside, FileManager.default.isExecutableFile(atPath: beside) { return beside }
        for name in ["clang", "cc"] {
            if let path = BuildTool.path(of: name) { return path }
        }
        throw .missingTool(["clang", "cc"], purpose: "compile the launcher")
    }
}
