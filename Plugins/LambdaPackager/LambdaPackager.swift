import Foundation
import PackagePlugin

/// `swift package --allow-writing-to-package-directory lambda-package PRODUCT…`: `rollout package`, for packages that depend on this one.
///
/// It builds `rollout` when it is first called, in a folder of its own, instead of depending on it: a dependency would have every build of
/// this package compile all of its tools twice, and would need the trait `Tools` in packages that only write hooks.
@main
struct LambdaPackager: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        guard let own = Self.find("swift-lambda-rollout", in: context.package) else {
            throw Failure("The package does not depend on swift-lambda-rollout.")
        }
        let tool = try Self.build(own.directoryURL, in: context.pluginWorkDirectoryURL)
        var options = ["package"] + arguments
        let names = ["--package-path", "--check", "--help", "-h"]
        if !arguments.contains(where: { argument in names.contains { argument == $0 || argument.hasPrefix("\($0)=") } }) {
            options += ["--package-path", context.package.directoryURL.path]
        }
        let status = try Self.run(tool, options, output: .standardOutput)
        // Its own words have said why.
        if status != 0 { throw Failure("lambda-package ended with status \(status).") }
    }

    /// The package of this name: the one that is packaged, or one that it depends on.
    private static func find(_ name: String, in package: Package) -> Package? {
        if package.displayName == name { return package }
        return package.dependencies.lazy.compactMap { find(name, in: $0.package) }.first
    }

    /// Builds `rollout`, or finds that there is nothing to build. What is told of it goes to standard error, which leaves `--json` alone.
    private static func build(_ package: URL, in folder: URL) throws -> URL {
        let scratch = folder.appending(path: "rollout")
        if !FileManager.default.fileExists(atPath: scratch.path) {
            FileHandle.standardError.write(Data("Building the command `rollout`, once. This takes some minutes.\n".utf8))
        }
        let options = ["swift", "build", "--package-path", package.path, "--scratch-path", scratch.path, "--product", "rollout", "--quiet"]
        guard try run(URL(filePath: "/usr/bin/env"), options, output: .standardError) == 0 else {
            throw Failure("The command `rollout` could not be built.")
        }
        return scratch.appending(path: "debug/rollout")
    }

    private static func run(_ program: URL, _ arguments: [String], output: FileHandle) throws -> Int32 {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// Why the command can't be carried out.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
