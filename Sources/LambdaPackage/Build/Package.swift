public import Foundation

/// A package for Lambda, in memory.
public struct Package: Sendable {
    /// The zip's bytes.
    public let zip: [UInt8]
    /// What the check thinks of it.
    public let report: PackageReport
    /// The symbols and debug information that were taken out of each product.
    public let debugFiles: [String: [UInt8]]

    private let entries: [ZipEntry]
    /// Where lists of what was written are kept.
    private let records: URL

    init(
        _ entries: [ZipEntry], debugFiles: [String: [UInt8]], date: ZipDate, architecture: Architecture, records: URL, buildPaths: [String]
    ) throws {
        var paths: Set<String> = []
        for entry in entries where !paths.insert(entry.path).inserted { throw PackagingError.twice(entry.path) }
        for folder in entries.flatMap({ ZipPath.folders(above: $0.path) }) where paths.contains(folder) {
            throw PackagingError.twice(folder)
        }
        zip = try ZipWriter.archive(entries, date: date)
        // Read back, since it is the zip that counts.
        self.entries = try ZipReader.entries(of: zip, limit: .max)
        self.records = records
        report = PackageCheck(architecture: architecture, buildPaths: buildPaths).report(self.entries, zippedSize: zip.count)
        self.debugFiles = debugFiles
    }

    /// The zip's SHA-256 in Base64, as Lambda shows it as `CodeSha256`.
    public var codeSHA256: String { Checksum.sha256Base64(zip) }

    /// Writes the zip. It is there whole or not at all.
    ///
    /// - Throws: ``PackagingError/notWritable(_:cause:)``.
    public func writeZip(to url: URL) throws {
        try Files.write(zip, to: url)
    }

    /// Writes the files of the package into a folder, for tools that zip themselves, and removes what an earlier run has put there and is no
    /// part of the package any more.
    ///
    /// - Throws: ``PackagingError/notWritable(_:cause:)``.
    public func writeFiles(to folder: URL) throws {
        let place = folder.standardizedFileURL.absoluteURL
        let record = records.appending(path: "folder-\(Checksum.sha256(Data(place.path.utf8)).prefix(12)).list")
        try Files.fill(place, with: entries, record: record)
    }
}
