/// Reads a zip that anybody may have made: every offset is checked, and nothing is unpacked beyond the limit.
package struct ZipReader {
    /// Most entries that are read.
    static let entryLimit = 65_534

    private let bytes: [UInt8]
    private let limit: Int

    /// The entries of a zip, unpacked, in the directory's order.
    ///
    /// - Parameter limit: Most bytes that they may be together.
    /// - Throws: ``ZipError`` for whatever is wrong: cut off, overlapping, encrypted, zip64, a bomb, or with paths that lead out of it.
    package static func entries(of bytes: [UInt8], limit: Int = PackageLimits.unzipped) throws(ZipError) -> [ZipEntry] {
        try ZipReader(bytes: bytes, limit: limit).entries()
    }

    private func entries() throws(ZipError) -> [ZipEntry] {
        let end = try endOfDirectory()
        guard try uint16(end + 4) == 0, try uint16(end + 6) == 0, try uint16(end + 8) == uint16(end + 10) else {
            throw .unsupported("several volumes")
        }
        let count = try uint16(end + 10)
        let (size, start) = (try uint32(end + 12), try uint32(end + 16))
        guard count != 0xFFFF, size != 0xFFFF_FFFF, start != 0xFFFF_FFFF else { throw .unsupported("the zip64 format") }
        guard count <= Self.entryLimit else { throw .unsupported("more than \(Self.entryLimit) files") }
        guard start + size == end else { throw .malformed("the directory is not where it should be") }

        var headers: [ZipHeader] = []
        var offset = start
        for _ in 0..<count {
            let header = try ZipHeader(self, at: offset, end: end)
            offset = header.end
            headers.append(header)
        }
        guard offset == end else { throw .malformed("the directory has another length than it says") }
        guard headers.reduce(0, { $0 + $1.size }) <= limit else { throw .tooLarge(limit: limit) }
        try refuseOverlaps(headers, before: start)
        try checkFolders(headers)
        var entries: [ZipEntry] = []
        var paths: Set<String> = []
        for header in headers {
            try ZipPath.validate(header.path)
            guard paths.insert(header.path).inserted else { throw .badPath(header.path, reason: "twice") }
            entries.append(try entry(header))
        }
        return entries
    }

    private func entry(_ header: ZipHeader) throws(ZipError) -> ZipEntry {
        let data = try slice(header.dataOffset, header.compressedSize)
        let contents: [UInt8]
        switch header.method {
        case 0:
            guard header.compressedSize == header.size else { throw .malformed("a stored file with two sizes") }
            contents = Array(data)
        case 8: contents = try Deflate.decompress(data, size: header.size)
        default: throw .unsupported("a compression other than deflate")
        }
        guard Deflate.checksum(contents) == header.checksum else {
            throw .malformed("the checksum of \(header.path.debugDescription) is wrong")
        }
        guard header.kind != .symbolicLink else { return try link(header, to: contents) }
        return ZipEntry(
            path: header.path, permissions: header.permissions, kind: header.kind, contents: contents,
            compressedSize: header.compressedSize)
    }

    private func link(_ header: ZipHeader, to target: [UInt8]) throws(ZipError) -> ZipEntry {
        guard let path = String(validating: target, as: UTF8.self), !path.hasPrefix("/") else {
            throw .badPath(header.path, reason: "that is a link to an absolute path")
        }
        guard (1...1024).contains(target.count), !target.contains(0) else {
            throw .badPath(header.path, reason: "that is a link to nothing or to a path that is too long")
        }
        // Going up may not lead above the folder that the package is unpacked in.
        var depth = header.path.split(separator: "/").count - 1
        for part in path.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            guard depth >= 0 else { throw .badPath(header.path, reason: "that is a link out of the package") }
        }
        return ZipEntry(
            path: header.path, permissions: header.permissions, kind: .symbolicLink, contents: target,
            compressedSize: header.compressedSize)
    }

    /// A file can't be where another entry needs a folder, and folders are bounded as files are.
    private func checkFolders(_ headers: [ZipHeader]) throws(ZipError) {
        var folders: Set<Substring> = []
        for header in headers {
            // A folder's own path ends with a slash.
            var rest = header.path[...]
            while let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) {
                rest = rest[..<slash]
                guard folders.insert(rest).inserted else { break }
                guard folders.count <= Self.entryLimit else { throw .unsupported("more than \(Self.entryLimit) folders") }
            }
        }
        for header in headers where folders.contains(header.path[...]) {
            throw .badPath(header.path, reason: "that is a file where a folder should be")
        }
    }

    /// Entries that share bytes are how a small zip unpacks to a huge one.
    private func refuseOverlaps(_ headers: [ZipHeader], before end: Int) throws(ZipError) {
        var free = 0
        for header in headers.sorted(by: { $0.offset < $1.offset }) {
            guard header.offset >= free else { throw .malformed("files overlap") }
            free = header.dataOffset + header.compressedSize
            guard free <= end else { throw .truncated }
        }
    }

    /// The place of the last record, which a comment of up to 65,535 bytes may follow.
    private func endOfDirectory() throws(ZipError) -> Int {
        guard bytes.count >= 22 else { throw .notZip }
        var position = bytes.count - 22
        let first = max(0, position - 0xFFFF)
        while position >= first {
            if try uint32(position) == 0x0605_4B50, try position + 22 + uint16(position + 20) == bytes.count { return position }
            position -= 1
        }
        throw bytes.starts(with: [0x50, 0x4B, 3, 4]) ? .truncated : .notZip
    }

    func uint16(_ offset: Int) throws(ZipError) -> Int {
        let two = try slice(offset, 2)
        return two.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    func uint32(_ offset: Int) throws(ZipError) -> Int {
        let four = try slice(offset, 4)
        return four.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// `count` bytes from `offset`, which are sums of a few numbers of at most 32 bits and can't overflow.
    func slice(_ offset: Int, _ count: Int) throws(ZipError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset + count <= bytes.count else { throw .truncated }
        return bytes[offset..<(offset + count)]
    }
}
