import Foundation
import JSONValue
import LocalCloud

/// The Swift package whose products are run.
struct SwiftPackage {
    let path: String
    let configuration: BuildConfiguration
    let console: Console

    /// Builds an executable product. Its progress is shown on a terminal, its output when it fails.
    ///
    /// - Returns: The absolute path of the executable.
    func build(_ product: String) async throws -> String {
        let manifest = URL(filePath: path).appending(path: "Package.swift")
        guard FileManager.default.fileExists(atPath: manifest.path) else {
            throw Failure(
                "\(product) is no executable file, and there is no Package.swift in \(path) to build it from: see --package-path.")
        }
        console.showProgress("Building \(product)…")
        defer { console.clearProgress() }
        let arguments = ["build", "--package-path", path, "--configuration", configuration.rawValue]
        let build = try await swift(arguments + ["--product", product])
        guard build.succeeded else {
            let known = try await executables()
            guard known.contains(product) else {
                let list = known.isEmpty ? "it has none" : "it has " + known.joined(separator: ", ")
                throw Failure("The package has no executable product \(product): \(list).")
            }
            console.printError(build.output)
            throw Failure("\(product) does not build.")
        }
        let folder = try await swift(arguments + ["--show-bin-path"])
        guard folder.succeeded, let last = folder.output.split(separator: "\n").last else {
            console.printError(folder.output)
            throw Failure("swift build --show-bin-path failed.")
        }
        let executable = URL(filePath: String(last)).appending(path: product).path
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw Failure("The product \(product) is not an executable.")
        }
        return executable
    }

    /// The names of the executable products.
    private func executables() async throws -> [String] {
        let description = try await swift(["package", "--package-path", path, "describe", "--type", "json"])
        guard description.succeeded, let start = description.output.firstIndex(of: "{"),
            let package = try? JSON(parsing: String(description.output[start...]))
        else {
            console.printError(description.output)
            throw Failure("The package in \(path) can't be read.")
        }
        let products = package["products"]?.array ?? []
        return products.filter { $0["type"]?["executable"] != nil }.compactMap { $0["name"]?.string }.sorted()
    }

    /// Runs `swift`. What it writes is kept up to a bound, which no build comes near.
    private func swift(_ arguments: [String]) async throws -> (succeeded: Bool, output: String) {
        var output: [UInt8] = []
        let ending = try await ProcessGroup().run("/usr/bin/env", arguments: ["swift"] + arguments, grace: 2) { bytes in
            if output.count < 8 * 1024 * 1024 { output += bytes }
            let last = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last
            if let last { console.showProgress(String(last)) }
        }
        try Task.checkCancellation()
        let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
        return (ending == .exited(0), ending == .exited(127) ? "swift was not found in PATH.\n\(text)" : text)
    }
}
