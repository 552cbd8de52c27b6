/// Why a package can't be made.
public enum PackagingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no Package.swift to build products from.
    case noManifest(folder: String, products: [String])
    /// The package has no such product; it has these.
    case noSuchProduct(String, known: [String], folder: String)
    /// The product is a library or a plugin.
    case notExecutable(String)
    /// The compiler or the linker refused it; its output has been told.
    case doesNotBuild(String)
    /// `swift package describe` failed; its output has been told.
    case unreadableManifest(folder: String)
    /// A tool failed that should not; its output has been told.
    case toolFailed(String)
    /// There is no compiler here for that architecture.
    case noCompiler(Architecture, host: Architecture?)
    /// This machine is none that can build for Lambda.
    case notLinux
    /// A program that is needed is not in `PATH`.
    case missingTool([String], purpose: String)
    /// A file or folder can't be written.
    case notWritable(String, cause: String)
    /// A file to include or to check can't be read.
    case notReadable(String, cause: String)
    /// Two files would have the same path in the package, or one the path of a folder.
    case twice(String)
    /// A path that can't be in a package.
    case badPath(String, reason: String)
    /// A library that an executable needs is not on this machine.
    case noLibrary(String, neededBy: String)
    /// `SOURCE_DATE_EPOCH` is no number.
    case badSourceDate(String)

    /// What is the matter, and what to do.
    public var description: String {
        switch self {
        case .noManifest(let folder, let products):
            let names = products.joined(separator: ", ")
            return "There is no executable file \(names), and no Package.swift in \(folder) to build it from: see --package-path."
        case .noSuchProduct(let name, let known, let folder):
            let list = known.isEmpty ? "it has none" : "it has " + known.joined(separator: ", ")
            let place = folder == "." ? "The package in this folder" : "The package in \(folder)"
            return "\(place) has no executable product \(name): \(list). Another package is named with --package-path."
        case .notExecutable(let name): return "The product \(name) is not an executable."
        case .doesNotBuild(let name): return "\(name) does not build."
        case .unreadableManifest(let folder): return "The package in \(folder) can't be read."
        case .toolFailed(let tool): return "\(tool) failed."
        case .noCompiler(let architecture, let host):
            let here = host.map { " of \($0.rawValue)" } ?? ""
            let runner = architecture == .arm64 ? "a Graviton instance or a CI runner such as GitHub's ubuntu-24.04-arm" : "an x86_64 one"
            return
                "There is no compiler for \(architecture.rawValue) on this machine\(here). Build on a machine of that architecture: \(runner)."
        case .notLinux:
            return "Packages for Lambda are built on Linux. Run this in a Linux virtual machine or container with Swift, or in CI."
        case .missingTool(let names, let purpose):
            return
                "\(names.joined(separator: " or ")) is needed to \(purpose), and not in PATH. It comes with Swift's toolchain: is `swift` in PATH a whole one?"
        case .notWritable(let path, let cause): return "\(path) can't be written: \(cause). Choose another place."
        case .notReadable(let path, let cause): return "\(path) can't be read: \(cause)."
        case .twice(let path): return "Two files would be \(path) in the package: rename one with --include PATH=NAME."
        case .badPath(let path, let reason): return "The package can't have a file \(path.debugDescription): it is a path \(reason)."
        case .noLibrary(let library, let program):
            return "\(program) needs \(library), which is not on this machine. Install it, or use --link static."
        case .badSourceDate(let text): return "SOURCE_DATE_EPOCH is \(text.debugDescription), not a number of seconds since 1970."
        }
    }
}
