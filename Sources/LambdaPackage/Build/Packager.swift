public import Foundation

/// Turns executable products of a Swift package into a package for provided.al2023.
public struct Packager: Sendable {
    /// How the executables are linked.
    public enum Linking: String, Sendable, CaseIterable {
        /// Nothing is needed of the system, not even glibc.
        case `static`
        /// Shared libraries, of which those that provided.al2023 lacks come along.
        case dynamic
    }

    /// The products, by name.
    public var products: [String]
    /// The folder of the Swift package.
    public var packagePath: String
    /// How to link.
    public var linking = Linking.static
    /// The architecture of the function; that of this machine when `nil`.
    public var architecture: Architecture?
    /// Files and folders to put in beside.
    public var inclusions: [Inclusion] = []
    /// What is written in the end, and therefore not taken in.
    public var outputs: [URL] = []
    /// Whether the executables keep their symbols and debug information.
    public var keepsSymbols = false
    /// Where libcurl's source comes from; the distribution when `nil`.
    public var libcurlSource: LibcurlSource?
    /// The variables of this process.
    public var environment = ProcessInfo.processInfo.environment

    private let reporter: BuildReporter

    /// A packager of products.
    public init(products: [String], packagePath: String, reporter: BuildReporter) {
        self.products = products
        self.packagePath = packagePath
        self.reporter = reporter
    }

    /// The folder that builds and packages are kept in.
    public var folder: URL {
        URL(filePath: root).appending(path: ".build/lambda")
    }

    /// Makes sure that a file can be written, before anything is built for it.
    ///
    /// - Parameter beginning: What a file that is there already must begin with to be replaced.
    /// - Throws: ``PackagingError/notWritable(_:cause:)``.
    public static func checkWritable(_ file: URL, replacing beginning: String? = nil) throws(PackagingError) {
        try Files.prepare(file, replacing: beginning)
    }

    /// Writes a file whole or not at all, with the folders above it.
    ///
    /// - Throws: ``PackagingError/notWritable(_:cause:)``.
    public static func write(_ bytes: [UInt8], to file: URL) throws(PackagingError) { try Files.write(bytes, to: file) }

    /// Builds the products and makes the package of them, in memory.
    ///
    /// - Throws: ``PackagingError``, ``StaticLibrariesError``, ``ZipError``.
    public func package() async throws -> Package {
        #if !os(Linux)
            throw PackagingError.notLinux
        #else
            guard let host = Architecture.host, architecture == nil || architecture == host else {
                throw PackagingError.noCompiler(architecture ?? .x86_64, host: .host)
            }
            guard let date = ZipDate(environment: environment) else {
                throw PackagingError.badSourceDate(environment["SOURCE_DATE_EPOCH"] ?? "")
            }
            // What costs nothing goes first.
            let included = try inclusions.flatMap { inclusion in try inclusion.entries(except: outputs) }
            let stripper = keepsSymbols ? nil : try Stripper.find()
            let executables = try await build()
            reporter.progress("Packaging…")

            var entries: [ZipEntry] = []
            var debugFiles: [String: [UInt8]] = [:]
            var libraries = LibraryClosure()
            for product in products {
                guard let path = executables[product] else { throw PackagingError.notExecutable(product) }
                let contents: [UInt8]
                if let stripper {
                    let parts = try await stripper.split(path)
                    (contents, debugFiles[product]) = (parts.stripped, parts.debug)
                } else {
                    contents = try Files.read(path)
                }
                if linking == .dynamic { try libraries.add(contents, at: path) }
                let name = products.count == 1 ? "bootstrap" : product
                entries.append(ZipEntry(path: name, isExecutable: true, contents: contents))
            }
            if products.count > 1 {
                let launcher = try await CSource.launcher.compile(in: folder)
                entries.append(ZipEntry(path: "bootstrap", isExecutable: true, contents: try Files.read(launcher.path)))
            }
            entries += libraries.entries
            // Without the file the system's own store counts, only later.
            if let roots = try? TrustedRoots.select() { entries.append(ZipEntry(path: TrustedRoots.fileName, contents: roots)) }
            entries += included
            return try Package(
                entries, debugFiles: debugFiles, date: date, architecture: architecture ?? host, records: folder, buildPaths: buildPaths)
        #endif
    }

    private var root: String { URL(filePath: packagePath).standardizedFileURL.absoluteURL.path }

    /// Folders whose names must not be in an executable, since the same sources elsewhere would then give another.
    private var buildPaths: [String] {
        // The root of a file system, or a folder such as `/src`, says nothing of this machine.
        [root, environment["HOME"] ?? ""].filter { $0.split(separator: "/").count > 1 }
    }

    private func build() async throws -> [String: String] {
        var options = try await options()
        if let scratch = options.scratchPath {
            // Paths of this machine would make another package of the same sources.
            for (path, name) in [(scratch, "/build"), (root, "/package")] {
                options.arguments += [
                    "-Xswiftc", "-file-prefix-map", "-Xswiftc", "\(path)=\(name)", "-Xcc", "-ffile-prefix-map=\(path)=\(name)",
                ]
            }
        }
        // The compiler's note to itself in each object file, a hash of these very paths.
        options.arguments += ["-Xswiftc", "-Xfrontend", "-Xswiftc", "-disable-incremental-llvm-codegen"]
        // Full debug information names the module cache, whose path is a hash of paths.
        if keepsSymbols { options.arguments += ["-Xswiftc", "-gline-tables-only"] }
        let package = SwiftPackage(path: packagePath, reporter: reporter)
        // Minutes may go by until the compiler says so.
        try await package.checkExecutables(products, options)
        guard linking == .static else { return try await package.build(products, options) }
        var slim = options
        slim.arguments += CharacterNames.leavingOut
        let executables = try await package.build(products, slim)
        guard try executables.values.contains(where: { path in CharacterNames.areRead(by: try Files.read(path)) }) else {
            return executables
        }
        return try await package.build(products, options)
    }

    /// How to link, in a folder that changes with all that decides the result and that SwiftPM doesn't look at.
    private func options() async throws -> SwiftPackage.Options {
        var options = SwiftPackage.Options(configuration: "release")
        var name: String
        switch linking {
        case .static:
            let libraries = try await StaticLibraries.prepare(source: libcurlSource, progress: reporter.progress)
            let paths = [libraries.pkgConfigPath, environment["PKG_CONFIG_PATH"] ?? ""]
            options.environment["PKG_CONFIG_PATH"] = paths.filter { !$0.isEmpty }.joined(separator: ":")
            options.arguments = libraries.buildArguments
            name = "static-" + Checksum.sha256(Data((libraries.identity + libraries.pkgConfigPath).utf8)).prefix(12)
        case .dynamic:
            // RUNPATH would lose to the LD_LIBRARY_PATH that Lambda sets.
            options.arguments = [
                "--static-swift-stdlib", "-Xlinker", "--disable-new-dtags", "-Xlinker", "-rpath=$ORIGIN/lib", "-Xlinker",
                try await CSource.hypot.compile(in: folder).path,
            ]
            name = "dynamic"
        }
        if keepsSymbols { name += "-symbols" }
        options.scratchPath = folder.appending(path: name).path
        return options
    }
}
