import Foundation
import JSONValue
import LocalCloud

/// The Swift package whose products are run.
struct SwiftPackage {
    let path: String
    let configuration: BuildConfiguration
    let console: Console

    /// Builds executable products. Their progress is shown on a terminal, and the compiler's output when one does not build.
    ///
    /// - Returns: The absolute path of each executable.
    func build(_ products: [String]) async throws -> [String: String] {
        let manifest = URL(filePath: path).appending(path: "Package.swift")
        guard FileManager.default.fileExists(atPath: manifest.path) else {
            let names = products.joined(separator: ", ")
            throw Failure("There is no executable file \(names), and no Package.swift in \(path) to build it from: see --package-path.")
        }
        defer { console.clearProgress() }
        let options = ["--package-path", path, "--configuration", configuration.rawValue]
        for product in products {
            console.showProgress("Building \(product)…")
            let build = try await swift(["build"] + options + ["--product", product])
            guard !build.succeeded else { continue }
            let known = try await executables()
            guard known.contains(product) else {
                let list = known.isEmpty ? "it has none" : "it has " + known.joined(separator: ", ")
                throw Failure("The package has no executable product \(product): \(list).")
            }
            console.printError(build.output)
            throw Failure("\(product) does not build.")
        }
        let folder = try await swift(["build"] + options + ["--show-bin-path"])
        guard folder.succeeded, let last = folder.output.split(separator: "\n").last else {
            console.printError(folder.output)
            throw Failure("swift build --show-bin-path failed.")
        }
        let executables = products.map { ($0, URL(filePath: String(last)).appending(path: $0).path) }
        if let (product, _) = executables.first(where: { !FileManager.default.isExecutableFile(atPath: $1) }) {
            throw Failure("The product \(product) is not an executable.")
        }
        return Dictionary(uniqueKeysWithValues: executables)
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

    /// Runs `swift`. What it writes is kept up to a bound that no build comes near.
    private func swift(_ arguments: [String]) async throws -> (succeeded: Bool, output: String) {
        var output: [UInt8] = []
        let ending = try await ProcessGroup().run("/usr/bin/env", arguments: ["swift"] + arguments, grace: 2) { bytes in
            if output.count < 8 * 1024 * 1024 { output += bytes }
            let last = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last
            if let last { console.showProgress(String(last)) }
        }
        try Task.checkCancellation()
        return (ending == .exited(0), String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}
