import Foundation
import LocalCloud

/// A program to run as a Lambda function.
struct Program {
    /// The absolute path of its executable.
    let executable: String
    /// The name of the function: that of the product, the file, or the folder of a `bootstrap`.
    let name: String

    /// Finds what the user means: an executable file, a folder with a `bootstrap`, or else a product of the package, which is built.
    static func find(_ argument: String, package: SwiftPackage) async throws -> Program {
        let url = URL(filePath: argument).standardizedFileURL.absoluteURL
        let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
        let file = isFolder ? url.appending(path: "bootstrap") : url
        if FileManager.default.isExecutableFile(atPath: file.path) {
            let named = file.lastPathComponent == "bootstrap" ? file.deletingLastPathComponent() : file
            return Program(executable: file.path, name: functionName(named.lastPathComponent))
        }
        guard !argument.contains("/") else {
            let exists = FileManager.default.fileExists(atPath: file.path)
            throw Failure(exists && !isFolder ? "\(argument) is not executable: chmod +x \(argument)"
                : isFolder ? "\(argument) holds no executable file `bootstrap`." : "There is no file \(argument).")
        }
        return Program(executable: try await package.build(argument), name: functionName(argument))
    }

    /// The text with what Lambda doesn't allow in a function's name made hyphens.
    private static func functionName(_ text: String) -> String {
        String(text.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" })
    }
}

/// Why there can't be a verdict, in words for the user.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
