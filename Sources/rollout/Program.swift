import Foundation
import LambdaPackage

/// A program to run as a Lambda function.
struct Program {
    /// The absolute path of its executable.
    let executable: String
    /// The name of the function: that of the product, the file, or the folder of a `bootstrap`.
    let name: String

    private init(executable: String, name: String) {
        self.executable = executable
        // Lambda's names are of letters, digits, hyphens and underscores.
        self.name = String(name.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }

    /// Finds what the user means by each argument: an executable file, a folder with a `bootstrap`, or else a product of the package, which
    /// is built.
    static func find(
        _ arguments: [String], in package: SwiftPackage, _ options: SwiftPackage.Options
    ) async throws -> [String: Program] {
        var programs: [String: Program] = [:]
        var products: [String] = []
        for argument in arguments where programs[argument] == nil && !products.contains(argument) {
            if let program = try existing(argument) {
                programs[argument] = program
            } else {
                products.append(argument)
            }
        }
        guard !products.isEmpty else { return programs }
        for (product, executable) in try await package.build(products, options) {
            programs[product] = Program(executable: executable, name: product)
        }
        return programs
    }

    /// The program at a path; `nil` for what can only be the name of a product.
    private static func existing(_ argument: String) throws -> Program? {
        let url = URL(filePath: argument).standardizedFileURL.absoluteURL
        let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
        let file = isFolder ? url.appending(path: "bootstrap") : url
        if FileManager.default.isExecutableFile(atPath: file.path) {
            let named = file.lastPathComponent == "bootstrap" ? file.deletingLastPathComponent() : file
            return Program(executable: file.path, name: named.lastPathComponent)
        }
        guard argument.contains("/") else { return nil }
        if isFolder { throw Failure("\(argument) holds no executable file `bootstrap`.") }
        let exists = FileManager.default.fileExists(atPath: file.path)
        throw Failure(exists ? "\(argument) is not executable: chmod +x \(argument)" : "There is no file \(argument).")
    }
}
