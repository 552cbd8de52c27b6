extension PackageCheck {
    /// What is the matter with an executable or a library.
    func elfFindings(_ file: PackagedFile, expected: Architecture?, libraries: LibraryResolution) -> [Finding] {
        let path = file.entry.path
        if let error = file.elfError { return [.refusal(path, "It is \(error).", advice: "")] }
        guard let elf = file.elf else { return [] }
        if case .other = elf.kind { return [] }
        if let expected, elf.architecture != expected {
            let own = elf.architecture?.rawValue ?? "another machine (\(elf.is64Bit ? 64 : 32) bits, e_machine \(elf.machine))"
            return [
                .refusal(
                    path, "It is for \(own), and the function for \(expected.rawValue).",
                    advice: "Build on a machine of that architecture, or set the function's architecture to \(own).")
            ]
        }
        var findings: [Finding] = []
        if let interpreter = elf.interpreter, let architecture = elf.architecture, interpreter != architecture.dynamicLinker {
            findings.append(
                .refusal(
                    path, "It asks for the dynamic linker \(interpreter), which provided.al2023 doesn't have.",
                    advice: interpreter.contains("musl") ? "Link musl statically." : "Link it on a usual Linux with glibc."))
        }
        let missing = libraries.missing(for: file)
        if !missing.isEmpty {
            findings.append(
                .refusal(
                    path, "It needs \(missing.joined(separator: ", ")), not in the package and not known to be in provided.al2023.",
                    advice: "Package with --link static, or with --link dynamic, which brings libraries along."))
        }
        findings += versionFindings(file, elf, libraries)
        if let foundation = file.foundation, file.isProgram {
            findings.append(
                .warning(
                    path, "\(foundation.rawValue) is linked into it: \(foundation.cost).",
                    advice: foundation == .whole
                        ? "Import FoundationEssentials where that is enough, or neither."
                        : "JSONValue's Codable needs no Foundation."))
        }
        if file.isProgram, let folder = buildPaths.first(where: { file.entry.contents.contains($0 + "/") }) {
            findings.append(
                .warning(
                    path, "The path \(folder) is in it, so the same sources in another folder give another zip, and a deployment.",
                    advice: "Use #fileID instead of #filePath, and no absolute paths."))
        }
        return findings
    }

    private func versionFindings(_ file: PackagedFile, _ elf: ELFFile, _ libraries: LibraryResolution) -> [Finding] {
        let lacking = elf.requiredVersions.filter { version in
            libraries.comesFromImage(version.library, for: file) && !BaseImage.has(version)
        }
        guard !lacking.isEmpty else { return [] }
        let names = Set(lacking.map(\.name)).sorted().joined(separator: ", ")
        return [
            .refusal(
                file.entry.path, "It needs \(names), and provided.al2023 has glibc 2.34 and the libraries of gcc 11.",
                advice:
                    "Package with --link static, which needs no glibc, or build where glibc is 2.34 or older: on Amazon Linux 2023 or Debian 11."
            )
        ]
    }
}
