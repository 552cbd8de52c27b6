/// A file of a package, looked into.
struct PackagedFile {
    let entry: ZipEntry
    let elf: ELFFile?
    /// Why it can't be read although it begins as an ELF file does.
    let elfError: ELFError?
    let foundation: Foundation?

    init(_ entry: ZipEntry) {
        self.entry = entry
        guard entry.kind == .file, ELFFile.isELF(entry.contents) else {
            (elf, elfError, foundation) = (nil, nil, nil)
            return
        }
        do throws(ELFError) {
            (elf, elfError, foundation) = (try ELFFile(parsing: entry.contents), nil, Foundation(in: entry.contents))
        } catch {
            (elf, elfError, foundation) = (nil, error, nil)
        }
    }

    /// Whether it is something that is started, not loaded.
    var isProgram: Bool {
        guard let elf else { return false }
        return elf.kind == .executable || elf.interpreter != nil || (elf.isStatic && entry.isExecutable && elf.libraryName == nil)
    }

    /// The folder that it is in, with a slash at its end; empty for the root.
    var folder: Substring { entry.path[..<(entry.path.lastIndex(of: "/").map(entry.path.index(after:)) ?? entry.path.startIndex)] }

    var summary: PackageReport.File {
        PackageReport.File(
            path: entry.path, size: entry.contents.count, zippedSize: entry.compressedSize, isExecutable: entry.isExecutable, elf: elf,
            foundation: foundation)
    }
}
