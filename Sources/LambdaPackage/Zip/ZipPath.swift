/// The paths that a zip may hold.
enum ZipPath {
    /// The folders that a path lies in, the innermost first: `a/b` and `a` of `a/b/c`.
    static func folders(above path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.reversed().map { parts[...$0].joined(separator: "/") }
    }

    /// Throws for a path that would lead out of the folder it is unpacked in, or that systems disagree about.
    static func validate(_ path: String) throws(ZipError) {
        func refuse(_ reason: String) -> ZipError { .badPath(path, reason: reason) }
        guard !path.isEmpty, path.utf8.count <= 1024 else { throw refuse("that is empty or too long") }
        guard !path.hasPrefix("/") else { throw refuse("with an absolute path") }
        guard !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw refuse("with control characters") }
        guard !path.utf8.contains(UInt8(ascii: "\\")) else { throw refuse("with a backslash, which some tools take for a folder's") }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        // A folder's path ends with a slash.
        let names = parts.last == "" ? parts.dropLast() : parts[...]
        guard !names.contains("..") else { throw refuse("that leads out of the package") }
        // The most that file systems take.
        guard names.allSatisfy({ $0.utf8.count <= 255 }) else { throw refuse("with a name of more than 255 bytes") }
        guard !names.contains(""), !names.contains(".") else { throw refuse("with an empty part or a dot") }
    }
}
