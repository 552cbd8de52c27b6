internal import Foundation
internal import JSONValue
internal import Processes

/// The Swift package whose products are built.
public struct SwiftPackage: Sendable {
    /// How to build.
    public struct Options: Sendable {
        /// `debug` or `release`.
        public var configuration: String
        /// Where the build is kept, if not in the package's own `.build`.
        public var scratchPath: String?
        /// Further arguments for `swift build`.
        public var arguments: [String]
        /// Variables to set or replace in the environment.
        public var environment: [String: String]

        /// Options.
        public init(
            configuration: String, scratchPath: String? = nil, arguments: [String] = [], environment: [String: String] = [:]
        ) {
            self.configuration = configuration
            self.scratchPath = scratchPath
            self.arguments = arguments
            self.environment = environment
        }
    }

    /// The folder that Package.swift is in.
    public let path: String
    private let reporter: BuildReporter

    /// The package in a folder.
    public init(path: String, reporter: BuildReporter) {
        self.path = path
        self.reporter = reporter
    }

    /// Makes sure that the package has these executable products, before anything is built.
    ///
    /// - Throws: ``PackagingError/noManifest(folder:products:)``, ``PackagingError/unreadableManifest(folder:)``,
    ///   ``PackagingError/noSuchProduct(_:known:folder:)``.
    func checkExecutables(_ products: [String], _ options: Options) async throws {
        try checkManifest(products)
        reporter.progress("Reading the package…")
        let known = try await executables(options)
        if let missing = products.first(where: { !known.contains($0) }) {
            throw PackagingError.noSuchProduct(missing, known: known, folder: path)
        }
    }

    /// Makes sure that there is a package.
    ///
    /// - Throws: ``PackagingError/noManifest(folder:products:)``.
    public func checkManifest(_ products: [String]) throws(PackagingError) {
        let manifest = URL(filePath: path).appending(path: "Package.swift")
        guard FileManager.default.fileExists(atPath: manifest.path) else { throw .noManifest(folder: path, products: products) }
    }

    /// Builds executable products. Progress goes to the reporter, and so do the compiler's warnings, and all it wrote when one does not build.
    ///
    /// - Returns: The absolute path of each executable.
    /// - Throws: ``PackagingError``; `CancellationError` when the task is cancelled, which ends the build.
    public func build(_ products: [String], _ options: Options) async throws -> [String: String] {
        try checkManifest(products)
        var common = ["--package-path", path, "--configuration", options.configuration]
        if let scratch = options.scratchPath { common += ["--scratch-path", scratch] }
        common += options.arguments
        for product in products {
            reporter.progress("Building \(product)…")
            let build = try await swift(["build"] + common + ["--product", product], environment: options.environment)
            guard !build.succeeded else {
                if let warnings = warnings(in: build.output) { reporter.output(warnings) }
                continue
            }
            let known = try await executables(options)
            guard known.contains(product) else { throw PackagingError.noSuchProduct(product, known: known, folder: path) }
            reporter.output(build.output)
            throw PackagingError.doesNotBuild(product)
        }
        let folder = try await swift(["build"] + common + ["--show-bin-path"], environment: options.environment, showsProgress: false)
        guard folder.succeeded, let last = folder.output.split(separator: "\n").last else {
            reporter.output(folder.output)
            throw PackagingError.toolFailed("swift build --show-bin-path")
        }
        let executables = products.map { ($0, URL(filePath: String(last)).appending(path: $0).path) }
        if let (product, _) = executables.first(where: { !FileManager.default.isExecutableFile(atPath: $1) }) {
            throw PackagingError.notExecutable(product)
        }
        return Dictionary(executables) { first, _ in first }
    }

    /// What the compiler warns of in the output of a build that succeeded; `nil` where it warns of nothing.
    func warnings(in output: String) -> String? {
        // As SwiftPM names it in its own warnings; those about dependencies are for their authors.
        let identity = URL(filePath: path).standardizedFileURL.absoluteURL.lastPathComponent.lowercased()
        // Everything but the lines that tell how far the build is.
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if let package = line.prefixMatch(of: #/warning: '([^']+)': /#) { return package.1 == identity }
            // glibc's static getaddrinfo has the resolvers of files and DNS built in.
            if isOfStaticLibraries(line) { return false }
            return line.prefixMatch(of: /\[\d+\/\d+\] |\[\d+\/\d+\]$/) == nil
                && !["Building for ", "Build complete!", "Build of product ", "Planning build"].contains { line.hasPrefix($0) }
        }
        guard lines.contains(where: { $0.contains("warning: ") }) else { return nil }
        return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }

    /// Whether the linker remarks that an archive of ours uses what glibc would rather have linked dynamically. The user's own code is
    /// another matter.
    private func isOfStaticLibraries(_ line: Substring) -> Bool {
        line.contains("/swift-lambda-rollout/") && line.contains(".a(")
            && line.contains("in statically linked applications requires at runtime the shared libraries from the glibc version")
    }

    /// The names of the executable products, in alphabetical order.
    ///
    /// - Throws: ``PackagingError/unreadableManifest(folder:)``.
    private func executables(_ options: Options) async throws -> [String] {
        // Not in the package's own `.build`, which `swift package lambda-package` has locked for as long as we run.
        let scratch = options.scratchPath.map { ["--scratch-path", $0] } ?? []
        let arguments = ["package", "--package-path", path] + scratch + ["describe", "--type", "json"]
        let description = try await swift(arguments, showsProgress: false)
        guard description.succeeded, let start = description.output.firstIndex(of: "{"),
            let package = try? JSON(parsing: String(description.output[start...]))
        else {
            reporter.output(description.output)
            throw PackagingError.unreadableManifest(folder: path)
        }
        let products = package["products"]?.array ?? []
        return products.filter { $0["type"]?["executable"] != nil }.compactMap { $0["name"]?.string }.sorted()
    }

    /// Runs `swift`. What it writes is kept up to a bound that no build comes near.
    private func swift(
        _ arguments: [String], environment: [String: String] = [:], showsProgress: Bool = true
    ) async throws -> (succeeded: Bool, output: String) {
        var output: [UInt8] = []
        var whole = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Set to nothing it means nothing; the compiler takes it for a mistake.
        if whole["SOURCE_DATE_EPOCH"]?.isEmpty == true { whole["SOURCE_DATE_EPOCH"] = nil }
        let ending = try await ProcessGroup().run(
            "/usr/bin/env", arguments: ["swift"] + arguments, environment: whole, grace: 2
        ) { bytes in
            if output.count < 8 * 1024 * 1024 { output += bytes }
            guard showsProgress else { return }
            let last = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last
            if let last { reporter.progress(String(last)) }
        }
        try Task.checkCancellation()
        return (ending == .exited(0), String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}
