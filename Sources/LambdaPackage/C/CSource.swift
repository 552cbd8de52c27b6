internal import Foundation
internal import Processes

/// A source in C that is a part of this module and is compiled when it is needed, by the clang of the Swift toolchain: the package that is
/// packaged need not depend on ours.
struct CSource {
    /// The `bootstrap` of a package with several products: a small static program, `bootstrap/launcher.c`.
    static let launcher = CSource(
        name: "launcher", source: PackageResources.launcher_c,
        arguments: ["-Os", "-static", "-s", "-Wl,--build-id=none", "-Wl,--gc-sections"])
    /// An object file that keeps symbols of a newer glibc out of a dynamically linked program.
    static let hypot = CSource(name: "hypot.o", source: PackageResources.hypot_c, arguments: ["-O2", "-fPIC", "-fno-builtin", "-c"])

    let name: String
    let source: [UInt8]
    let arguments: [String]

    /// The path of the compiled file, which is kept in `folder`.
    func compile(in folder: URL) async throws -> URL {
        let clang = try ToolchainProgram.path(of: "clang", or: ["cc"], to: "compile the launcher")
        let file = folder.appending(path: "\(Checksum.sha256(source + Array(arguments.joined().utf8)).prefix(12))-\(name)")
        if FileManager.default.fileExists(atPath: file.path) { return file }
        let work = try PrivateFolder.make()
        defer { try? FileManager.default.removeItem(at: work) }
        try Data(source).write(to: work.appending(path: "source.c"))
        // From a folder with no name of its own in the result.
        var output: [UInt8] = []
        let ending = try await ProcessGroup().run(
            clang, arguments: arguments + ["source.c", "-o", name], workingDirectory: work.path
        ) { output += $0.prefix(4096) }
        guard ending == .exited(0) else {
            throw PackagingError.toolFailed("Compiling \(name) (\(String(decoding: output.prefix(4096), as: UTF8.self)))")
        }
        try Files.write(try Files.read(work.appending(path: name).path), to: file, isExecutable: true)
        return file
    }
}
