internal import Foundation
internal import JSONValue

/// The toolchain's static libraries, in a copy from which a linker may leave out what an executable doesn't use: a tenth of a hook.
struct SwiftRuntime {
    /// Raised by whoever changes what a copy is.
    private static let edition = 2

    /// The compiler's own folder of static libraries and their modules.
    private let original: URL
    /// The compiler's name and version.
    let compiler: String

    /// Asks the compiler. `nil` when it says nothing of static libraries.
    static func find() async throws -> SwiftRuntime? {
        let answer = try await BuildTool.run("swiftc", ["-print-target-info", "-static-executable"])
        guard answer.succeeded, let information = try? JSON(parsing: answer.output), let compiler = information["compilerVersion"]?.string,
            let path = information["paths"]?["runtimeResourcePath"]?.string,
            FileManager.default.isReadableFile(atPath: path + "/linux/static-executable-args.lnk")
        else { return nil }
        return SwiftRuntime(original: URL(filePath: path), compiler: compiler)
    }

    /// The copy in the cache, for the compiler's option `-resource-dir`. What is not changed in it are links to the toolchain.
    func trimmed(in cache: BuildCache, progress: @Sendable (String) -> Void) async throws -> URL {
        let name = Checksum.sha256(Data("edition \(Self.edition)\n\(compiler)\n\(original.path)\n\(try stamp)".utf8)).prefix(16)
        return try await cache.entry("swift-\(name)", progress: progress) { _, result, _ in
            progress("Preparing the Swift runtime of \(compiler)")
            let libraries = result.appending(path: "linux")
            try FileManager.default.createDirectory(at: libraries, withIntermediateDirectories: true)
            for item in try contents(of: original) where item.lastPathComponent != "linux" { try link(item, in: result) }
            for item in try contents(of: original.appending(path: "linux")) {
                try Task.checkCancellation()
                if item.pathExtension == "a", let bytes = FileManager.default.contents(atPath: item.path(percentEncoded: false)) {
                    var archive = ObjectArchive(Array(bytes))
                    if archive.release() > 0 {
                        try Data(archive.bytes).write(to: libraries.appending(path: item.lastPathComponent))
                        continue
                    }
                }
                try link(item, in: libraries)
            }
        }
    }

    /// Another toolchain of the same name, put into the same place, has other times.
    private var stamp: String {
        get throws {
            let library = original.appending(path: "linux/libswiftCore.a")
            let values = try library.resourceValues(forKeys: [.contentModificationDateKey, .fileSizeKey])
            return "\(values.fileSize ?? 0) \(values.contentModificationDate?.timeIntervalSince1970 ?? 0)"
        }
    }

    private func contents(of folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    }

    private func link(_ item: URL, in folder: URL) throws {
        try FileManager.default.createSymbolicLink(at: folder.appending(path: item.lastPathComponent), withDestinationURL: item)
    }
}
