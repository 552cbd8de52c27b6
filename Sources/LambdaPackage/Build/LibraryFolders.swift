internal import Foundation

/// Where this machine keeps shared libraries.
enum LibraryFolders {
    /// The folders of `/etc/ld.so.conf` and the files that it includes, then those that every dynamic linker knows.
    static func system(configuration: String = "/etc/ld.so.conf") -> [String] {
        var seen: Set<String> = []
        return (folders(in: configuration, depth: 0) + ["/lib64", "/usr/lib64", "/lib", "/usr/lib"]).filter { seen.insert($0).inserted }
    }

    private static func folders(in file: String, depth: Int) -> [String] {
        // Files that include each other must not go on for ever.
        guard depth < 4, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").flatMap { line -> [String] in
            let words = line.prefix { $0 != "#" }.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard words.first == "include" else { return words.first.map { [$0] } ?? [] }
            return words.dropFirst().flatMap { included($0, from: file).flatMap { folders(in: $0, depth: depth + 1) } }
        }
    }

    /// The files that `ld.so.conf.d/*.conf` stands for, in their order.
    private static func included(_ pattern: String, from file: String) -> [String] {
        let url = URL(filePath: pattern, relativeTo: URL(filePath: file)).absoluteURL
        let folder = url.deletingLastPathComponent().path
        let parts = url.lastPathComponent.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return [url.path] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1]) }.sorted().map { "\(folder)/\($0)" }
    }
}
