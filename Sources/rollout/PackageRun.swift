import Foundation
import LambdaPackage

/// One run of `rollout package`, from its arguments to what is told of it.
struct PackageRun: Sendable {
    let command: PackageCommand
    let console: Console

    /// Makes or checks a package. Whatever goes wrong is in the outcome.
    func outcome() async -> PackageOutcome {
        var outcome = PackageOutcome(isCheck: command.check != nil)
        do {
            if let zip = command.check {
                outcome.zip = zip
                do {
                    outcome.report = try PackageCheck(architecture: command.architecture).report(zipFile: zip)
                } catch let error as ZipError {
                    throw Failure("\(zip) is no package: \(error).")
                }
            } else {
                try await make(&outcome)
            }
        } catch {
            outcome.obstacle = "\(error)"
        }
        return outcome
    }

    private func make(_ outcome: inout PackageOutcome) async throws {
        var packager = Packager(products: command.products, packagePath: command.packagePath, reporter: console.stageReporter)
        packager.linking = command.link
        packager.architecture = command.architecture
        packager.inclusions = command.include
        packager.keepsSymbols = command.keepSymbols
        packager.libcurlSource = command.libcurlSource

        let name = command.products.count == 1 ? command.products[0] : command.products.joined(separator: "-")
        let zip =
            command.output.map { URL(filePath: $0) } ?? (command.outputFolder == nil ? packager.folder.appending(path: "\(name).zip") : nil)
        let folder = command.outputFolder.map { URL(filePath: $0) }
        let debugFile = command.debugFile.map { URL(filePath: $0) }
        try SwiftPackage(path: command.packagePath, reporter: console.reporter).checkManifest(command.products)
        // Before minutes are spent on what could not be put anywhere, or only over something else.
        let inFolder = ((command.products.count > 1 ? command.products : []) + ["bootstrap"]).compactMap { folder?.appending(path: $0) }
        packager.outputs = [zip, debugFile].compactMap(\.self) + inFolder
        let places = packager.outputs.map(\.standardizedFileURL.absoluteURL.path)
        if let place = places.first(where: { place in places.filter { $0 == place }.count > 1 }) {
            throw Failure("Two files would be written to \(place): give them different names.")
        }
        if let zip { try Packager.checkWritable(zip, replacing: "PK") }
        if let debugFile { try Packager.checkWritable(debugFile, replacing: "\u{7F}ELF") }
        for file in inFolder { try Packager.checkWritable(file) }

        let package = try await packager.package()
        outcome.report = package.report
        outcome.codeSHA256 = package.codeSHA256
        guard package.report.isAccepted else { return }
        if let zip {
            try package.writeZip(to: zip)
            outcome.zip = zip.relativePath
        }
        if let folder {
            try package.writeFiles(to: folder)
            outcome.folder = folder.relativePath
        }
        for (product, symbols) in package.debugFiles.sorted(by: { $0.key < $1.key }) {
            let file = debugFile ?? packager.folder.appending(path: "\(product).debug")
            try Packager.write(symbols, to: file)
            outcome.debugFiles.append(file.relativePath)
        }
    }
}
