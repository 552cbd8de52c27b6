/// Makes a zip that depends on nothing but its files: entries in the order of their paths, one time for all, no extra fields.
///
/// The format is [PKWARE's](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT); the permissions stand in the external attributes, as
/// on any Unix, where Lambda looks for the bit that makes `bootstrap` executable.
package struct ZipWriter {
    private var output: [UInt8] = []

    /// The zip's bytes.
    ///
    /// - Parameter compresses: Whether files are compressed where that makes them smaller, or left as they are, which takes no time.
    /// - Throws: ``ZipError`` for paths that Lambda could not unpack, and for more or larger files than a plain zip holds.
    package static func archive(
        _ entries: [ZipEntry], date: ZipDate = .first, compresses: Bool = true
    ) throws(ZipError) -> [UInt8] {
        var writer = ZipWriter()
        var directory = ZipWriter()
        let sorted = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        guard sorted.count < 0xFFFF else { throw .unsupported("more than 65534 files") }
        var last: String?
        for entry in sorted {
            try ZipPath.validate(entry.path)
            guard entry.path != last else { throw .badPath(entry.path, reason: "twice") }
            last = entry.path
            try writer.append(entry, date: date, compresses, directory: &directory)
        }
        let start = writer.output.count
        guard start + directory.output.count < Int(UInt32.max) else { throw .unsupported("more than 4 GB") }
        writer.output += directory.output
        writer.uint32(0x0605_4B50)
        writer.uint16(0, 0, UInt16(sorted.count), UInt16(sorted.count))
        writer.uint32(UInt32(directory.output.count), UInt32(start))
        writer.uint16(0)
        return writer.output
    }

    private mutating func append(
        _ entry: ZipEntry, date: ZipDate, _ compresses: Bool, directory: inout ZipWriter
    ) throws(ZipError) {
        let compressed = compresses ? try Deflate.compress(entry.contents) : entry.contents
        let isSmaller = compressed.count < entry.contents.count
        let data = isSmaller ? compressed : entry.contents
        let name = Array(entry.path.utf8)
        guard let offset = UInt32(exactly: output.count), let size = UInt32(exactly: entry.contents.count),
            let packedSize = UInt32(exactly: data.count), let nameLength = UInt16(exactly: name.count)
        else { throw .unsupported("more than 4 GB") }

        /// What both headers have: version 2.0, names in UTF-8, method, time, checksum, sizes, lengths of the name and of no extra field.
        func common(_ writer: inout ZipWriter) {
            writer.uint16(20, 1 << 11, isSmaller ? 8 : 0, date.time, date.day)
            writer.uint32(Deflate.checksum(entry.contents), packedSize, size)
            writer.uint16(nameLength, 0)
        }
        uint32(0x0403_4B50)
        common(&self)
        output += name
        output += data

        directory.uint32(0x0201_4B50)
        // Made by version 2.0 on Unix.
        directory.uint16(3 << 8 | 20)
        common(&directory)
        directory.uint16(0, 0, 0)
        let type: UInt32 = entry.kind == .symbolicLink ? 0o120000 : 0o100000
        directory.uint32((type | UInt32(entry.permissions ?? 0o644)) << 16, offset)
        directory.output += name
    }

    private mutating func uint16(_ values: UInt16...) {
        for value in values { output += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
    }

    private mutating func uint32(_ values: UInt32...) {
        for value in values { uint16(UInt16(truncatingIfNeeded: value), UInt16(value >> 16)) }
    }
}
