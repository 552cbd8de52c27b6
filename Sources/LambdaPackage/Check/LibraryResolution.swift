/// Finds libraries as the dynamic linker will in Lambda: in the folders that a program names, then in `LD_LIBRARY_PATH`, then in the image.
///
/// Lambda sets `LD_LIBRARY_PATH` to the image's folders, then `/var/task`, `/var/task/lib` and `/opt/lib`; see
/// [defined variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime). Layers can't be
/// seen from here.
struct LibraryResolution {
    private let files: [String: PackagedFile]

    init(_ files: [PackagedFile]) {
        self.files = Dictionary(files.map { ($0.entry.path, $0) }) { first, _ in first }
    }

    /// The libraries that start with a program: those it needs, and those that they need as far as they are in the package.
    func closure(of file: PackagedFile) -> Set<String> {
        var found: Set<String> = []
        var rest = [file]
        while let next = rest.popLast() {
            for library in next.elf?.neededLibraries ?? [] where found.insert(library).inserted {
                if let bundled = bundled(library, for: next) { rest.append(bundled) }
            }
        }
        return found
    }

    /// The libraries that are needed and not to be found.
    func missing(for file: PackagedFile) -> [String] {
        (file.elf?.neededLibraries ?? []).filter { !BaseImage.has($0) && bundled($0, for: file) == nil }
    }

    /// Whether a library will be the image's own.
    func comesFromImage(_ library: String, for file: PackagedFile) -> Bool {
        BaseImage.has(library) && (BaseImage.isGlibc(library) || bundled(library, for: file) == nil)
    }

    private func bundled(_ library: String, for file: PackagedFile) -> PackagedFile? {
        let own = ((file.elf?.runPath ?? []).isEmpty ? file.elf?.rPath : file.elf?.runPath) ?? []
        let folders = own.compactMap { folder($0, of: file) } + ["", "lib/"]
        return folders.lazy.compactMap { files[$0 + library] }.first { $0.elf != nil }
    }

    /// `$ORIGIN/lib` as a folder of the package; `nil` for what lies outside.
    private func folder(_ path: String, of file: PackagedFile) -> String? {
        let absolute: String
        if let rest = ["$ORIGIN", "${ORIGIN}"].lazy.compactMap({ path.hasPrefix($0) ? path.dropFirst($0.count) : nil }).first {
            absolute = "/var/task/\(file.folder)\(rest)"
        } else {
            absolute = path
        }
        var parts: [Substring] = []
        for part in absolute.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        guard parts.starts(with: ["var", "task"]) else { return nil }
        return parts.dropFirst(2).map { "\($0)/" }.joined()
    }
}
