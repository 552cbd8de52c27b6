internal import Foundation

/// The shared libraries that executables need and provided.al2023 lacks, found on this machine as its dynamic linker finds them.
struct LibraryClosure {
    /// The libraries, for the folder `lib` of the package.
    private(set) var entries: [ZipEntry] = []
    private var known: Set<String> = []
    private let systemFolders = LibraryFolders.system()

    /// Adds what an executable needs, and what that needs in turn.
    ///
    /// - Throws: ``PackagingError/noLibrary(_:neededBy:)``; what is too new for provided.al2023 is left to the check.
    mutating func add(_ contents: [UInt8], at path: String) throws(PackagingError) {
        guard let elf = try? ELFFile(parsing: contents) else { throw .notReadable(path, cause: "it is no ELF file") }
        var rest = [(elf, path)]
        while let (elf, path) = rest.popLast() {
            for library in elf.neededLibraries where needsCopy(library, of: elf) && known.insert(library).inserted {
                guard let found = find(library, for: elf, at: path) else {
                    throw .noLibrary(library, neededBy: URL(filePath: path).lastPathComponent)
                }
                entries.append(ZipEntry(path: "lib/\(library)", isExecutable: false, contents: found.contents))
                rest.append((found.elf, found.path))
            }
        }
    }

    /// Whether it has to come along: the image lacks it, or has an older one. glibc never can.
    private func needsCopy(_ library: String, of elf: ELFFile) -> Bool {
        guard !BaseImage.isGlibc(library) else { return false }
        return !BaseImage.has(library) || elf.requiredVersions.contains { $0.library == library && !BaseImage.has($0) }
    }

    private func find(_ library: String, for elf: ELFFile, at path: String) -> (path: String, contents: [UInt8], elf: ELFFile)? {
        let origin = URL(filePath: path).deletingLastPathComponent().path
        let own = (elf.runPath.isEmpty ? elf.rPath : elf.runPath).map {
            $0.replacingOccurrences(of: "${ORIGIN}", with: origin).replacingOccurrences(of: "$ORIGIN", with: origin)
        }
        for folder in own + systemFolders {
            let file = "\(folder)/\(library)"
            guard FileManager.default.isReadableFile(atPath: file), let contents = try? Files.read(file),
                let found = try? ELFFile(parsing: contents), found.machine == elf.machine, found.is64Bit == elf.is64Bit
            else { continue }
            return (file, contents, found)
        }
        return nil
    }
}
