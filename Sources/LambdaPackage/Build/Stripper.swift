internal import Foundation
internal import Processes

/// Takes symbols and debug information out of executables, with the `objcopy` of LLVM or binutils.
struct Stripper {
    let objcopy: String

    static func find() throws(PackagingError) -> Stripper {
        Stripper(objcopy: try ToolchainProgram.path(of: "llvm-objcopy", or: ["objcopy"], to: "strip executables"))
    }

    /// An executable without symbols, and a file with nothing but symbols for it.
    func split(_ executable: String) async throws -> (stripped: [UInt8], debug: [UInt8]) {
        let folder = try PrivateFolder.make()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (stripped, debug) = (folder.appending(path: "stripped").path, folder.appending(path: "debug").path)
        try await run(["--only-keep-debug", executable, debug])
        try await run(["--strip-all", "--remove-section=.comment", "--remove-section=.note.gnu.build-id", executable, stripped])
        return (try Files.read(stripped), try Files.read(debug))
    }

    private func run(_ arguments: [String]) async throws {
        var output: [UInt8] = []
        let ending = try await ProcessGroup().run(objcopy, arguments: arguments) { output += $0.prefix(4096) }
        guard ending == .exited(0) else {
            throw PackagingError.toolFailed("\(objcopy): \(String(decoding: output.prefix(4096), as: UTF8.self))")
        }
    }
}
