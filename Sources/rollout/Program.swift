import Foundation
import LambdaPackage
import LocalCloud

/// A program to run as a Lambda function.
struct Program {
    /// The absolute path of its executable; of a zip, that of the zip.
    let executable: String
    /// The name of the function: that of the product, the file, the folder of a `bootstrap`, or the zip.
    let name: String
    /// Whether it is a zip, to be unpacked before it can run.
    let isZip: Bool

    private init(executable: String, name: String, isZip: Bool = false) {
        self.executable = executable
        self.isZip = isZip
        // Lambda's names are of letters, digits, hyphens and underscores.
        self.name = String(name.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }

    /// Finds what the user means by each argument: an executable file, a folder with a `bootstrap`, a zip, or else a product of the package,
    /// which is built.
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
        if !isFolder, Self.isZip(file) {
            return Program(executable: file.path, name: file.deletingPathExtension().lastPathComponent, isZip: true)
        }
        guard argument.contains("/") else { return nil }
        if isFolder { throw Failure("\(argument) holds no executable file `bootstrap`.") }
        let exists = FileManager.default.fileExists(atPath: file.path)
        throw Failure(exists ? "\(argument) is not executable: chmod +x \(argument)" : "There is no file \(argument).")
    }

    private static func isZip(_ file: URL) -> Bool {
        guard let handle = try? FileHandle(forReadingFrom: file), let beginning = try? handle.read(upToCount: 4) else { return false }
        return beginning.elementsEqual([0x50, 0x4B, 0x03, 0x04])
    }

    /// The program with its zip unpacked, into a folder of its own.
    ///
    /// - Parameter folder: Where that folder is made.
    func unpacked(in folder: URL) throws -> Program {
        guard isZip else { return self }
        let place = folder.appending(path: Random.uuid())
        do {
            // Lambda takes no zip that is larger than what it may unpack to.
            let zip = try FileHandle(forReadingFrom: URL(filePath: executable)).read(upToCount: PackageLimits.unzipped) ?? Data()
            try Cloud.unpack(Array(zip), into: place.path)
        } catch {
            throw Failure("\(executable) can't be run: \(error)")
        }
        let bootstrap = place.appending(path: "bootstrap").path
        guard FileManager.default.isExecutableFile(atPath: bootstrap) else {
            throw Failure("\(executable) holds no executable file `bootstrap`: rollout package --check \(executable) says more.")
        }
        return Program(executable: bootstrap, name: name)
    }
}
