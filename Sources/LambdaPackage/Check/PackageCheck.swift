/// Looks at a package as Lambda will: does it start on provided.al2023, and may it be uploaded?
public struct PackageCheck: Sendable {
    /// The architecture that the function has; `nil` takes that of the package's own `bootstrap`.
    public var architecture: Architecture?

    /// Folders of the machine that the package was built on.
    var buildPaths: [String] = []

    /// A check.
    public init(architecture: Architecture? = nil) { self.architecture = architecture }

    init(architecture: Architecture?, buildPaths: [String]) {
        self.architecture = architecture
        self.buildPaths = buildPaths
    }

    /// Checks a zip.
    ///
    /// - Throws: ``ZipError`` when it can't be read.
    public func report(zip: [UInt8]) throws(ZipError) -> PackageReport {
        report(try ZipReader.entries(of: zip), zippedSize: zip.count)
    }

    /// Checks a zip that is a file.
    ///
    /// - Throws: ``PackagingError/notReadable(_:cause:)``; ``ZipError`` when it is no zip that can be read.
    public func report(zipFile: String) throws -> PackageReport {
        // What is larger can't be uploaded either, unpacked or not.
        try report(zip: try Files.read(zipFile, limit: PackageLimits.unzipped))
    }

    /// Checks the entries of a package.
    func report(_ entries: [ZipEntry], zippedSize: Int) -> PackageReport {
        let files = entries.filter { $0.kind != .folder }.sorted { $0.path < $1.path }
        let inspected = files.map { PackagedFile($0) }
        let unzipped = files.reduce(0) { $0 + $1.contents.count }
        let libraries = LibraryResolution(inspected)
        let (bootstrap, linkFinding) = self.bootstrap(inspected)
        let expected = architecture ?? bootstrap?.elf?.architecture ?? inspected.lazy.compactMap(\.elf?.architecture).first
        var findings = sizes(zipped: zippedSize, unzipped: unzipped)
        if let linkFinding { findings.append(linkFinding) } else { findings += bootstrapFindings(bootstrap, among: inspected) }
        for file in inspected {
            if let reason = Secret.reason(file.entry.path, file.entry.contents) {
                findings.append(
                    .refusal(
                        file.entry.path, "\(reason), and anyone who may read the function's code may read it.",
                        advice: "Leave it out, and hand secrets to the function by a link, Secrets Manager or Parameter Store."))
            }
            findings += elfFindings(file, expected: expected, libraries: libraries)
        }
        return PackageReport(
            zippedSize: zippedSize, unzippedSize: unzipped,
            files: inspected.map(\.summary), findings: findings, startUp: startUp(bootstrap, inspected, libraries))
    }

    /// What Lambda starts: `bootstrap`, or what it is a link to.
    private func bootstrap(_ files: [PackagedFile]) -> (PackagedFile?, Finding?) {
        var path = "bootstrap"
        for _ in 0..<10 {
            guard let file = files.first(where: { $0.entry.path == path }) else {
                guard path != "bootstrap" else { return (nil, nil) }
                return (
                    nil, .refusal("bootstrap", "It is a link to \(path), which is not in the package.", advice: "Zip the file itself.")
                )
            }
            guard file.entry.kind == .symbolicLink else { return (file, nil) }
            // Links that lead out of the package are refused before.
            var parts = path.split(separator: "/").dropLast().map(String.init)
            for part in String(decoding: file.entry.contents, as: UTF8.self).split(separator: "/") where part != "." {
                if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
            }
            path = parts.joined(separator: "/")
        }
        return (nil, .refusal("bootstrap", "It is a link that leads back to itself.", advice: "Zip the file itself."))
    }

    private func sizes(zipped: Int, unzipped: Int) -> [Finding] {
        func megabytes(_ size: Int) -> String { "\((size + 1024 * 1024 - 1) / (1024 * 1024)) MB" }
        var findings: [Finding] = []
        if zipped > PackageLimits.zipped {
            findings.append(
                .refusal(
                    nil, "The zip has \(megabytes(zipped)), and Lambda takes 50 MB at most in an upload.",
                    advice: "Leave Foundation and large files out, or put data into S3 or a layer."))
        }
        if unzipped > PackageLimits.unzipped {
            findings.append(
                .refusal(
                    nil, "The package unpacks to \(megabytes(unzipped)), and Lambda takes 250 MB at most, layers included.",
                    advice: "Leave large files out, or ship the function as a container image."))
        }
        return findings
    }

    private func bootstrapFindings(_ bootstrap: PackagedFile?, among files: [PackagedFile]) -> [Finding] {
        guard let bootstrap else {
            let nested = files.first { $0.entry.path.hasSuffix("/bootstrap") }?.entry.path
            let advice =
                nested.map { "There is one in \($0.dropLast("bootstrap".count)): zip what is in that folder, not the folder." }
                ?? "Name the executable bootstrap, or package a product with `rollout package`."
            return [.refusal(nil, "There is no `bootstrap` at the root of the package, which is what Lambda starts.", advice: advice)]
        }
        var findings: [Finding] = []
        if bootstrap.entry.kind == .file, !bootstrap.entry.isExecutable {
            findings.append(
                .refusal(
                    "bootstrap", "Lambda's user may not execute it.",
                    advice: "chmod 755 bootstrap before you zip, with a tool that keeps permissions."))
        }
        if bootstrap.entry.kind == .file, bootstrap.elf == nil, bootstrap.elfError == nil {
            findings += scriptFindings(bootstrap.entry)
        }
        if let elf = bootstrap.elf, case .other = elf.kind {
            findings.append(
                .refusal("bootstrap", "It is an object file, not a program.", advice: "Link it, or take the product's executable."))
        }
        return findings
    }

    private func scriptFindings(_ script: ZipEntry) -> [Finding] {
        let line = script.contents.prefix { $0 != UInt8(ascii: "\n") }.prefix(256)
        guard line.starts(with: Array("#!".utf8)) else {
            return [
                .refusal(
                    "bootstrap", "It is neither an ELF executable nor a script that begins with #!.",
                    advice: "On macOS and Windows a build gives a program for that system: build on Linux.")
            ]
        }
        if line.last == UInt8(ascii: "\r") {
            return [
                .refusal(
                    "bootstrap", "Its first line ends in a carriage return, so Linux finds no interpreter.",
                    advice: "Save it with Unix line ends.")
            ]
        }
        let words = String(decoding: line.dropFirst(2), as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard let interpreter = words.first, BaseImage.interpreters.contains(interpreter),
            interpreter != "/usr/bin/env" || ["sh", "bash"].contains(words.dropFirst().last ?? "")
        else {
            return [
                .refusal(
                    "bootstrap", "It wants the interpreter \(words.joined(separator: " ")), which provided.al2023 is not known to have.",
                    advice: "Use #!/bin/sh, or bring the interpreter along.")
            ]
        }
        return [
            .warning(
                "bootstrap", "It is a shell script, which costs about a millisecond at each cold start.",
                advice: "`rollout package` needs none.")
        ]
    }

    private func startUp(_ bootstrap: PackagedFile?, _ files: [PackagedFile], _ libraries: LibraryResolution) -> StartUp? {
        guard let bootstrap else { return nil }
        guard bootstrap.elf != nil else { return bootstrap.entry.contents.starts(with: Array("#!".utf8)) ? StartUp(script: ()) : nil }
        // A launcher costs next to nothing: what counts is the heaviest of the programs that it can start.
        let programs = files.filter { $0.isProgram && !$0.entry.path.contains("/") }
        return programs.compactMap { program in
            program.elf.map { StartUp($0, foundation: program.foundation, libraryCount: libraries.closure(of: program).count) }
        }.max { ($0.cold ?? $0.warm) < ($1.cold ?? $1.warm) }
    }
}
