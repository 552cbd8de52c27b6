/// What a zip's directory says of one file.
struct ZipHeader {
    let path: String
    let kind: ZipEntry.Kind
    let permissions: UInt16?
    let method: Int
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    /// Where the file's own header begins.
    let offset: Int
    /// Where its data begins.
    let dataOffset: Int
    /// Where the directory goes on.
    let end: Int

    init(_ reader: ZipReader, at start: Int, end limit: Int) throws(ZipError) {
        guard try reader.uint32(start) == 0x0201_4B50 else { throw .malformed("the directory ends too early") }
        let flags = try reader.uint16(start + 8)
        // Bit 0: encrypted; bit 6: strongly; bit 13: the directory, too.
        guard flags & (1 | 1 << 6 | 1 << 13) == 0 else { throw .unsupported("encrypted files") }
        method = try reader.uint16(start + 10)
        checksum = UInt32(try reader.uint32(start + 16))
        compressedSize = try reader.uint32(start + 20)
        size = try reader.uint32(start + 24)
        offset = try reader.uint32(start + 42)
        guard compressedSize != 0xFFFF_FFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else { throw .unsupported("the zip64 format") }
        let (nameLength, extra, comment) = (
            try reader.uint16(start + 28), try reader.uint16(start + 30), try reader.uint16(start + 32)
        )
        end = start + 46 + nameLength + extra + comment
        guard end <= limit else { throw .malformed("the directory ends too early") }
        let name = try reader.slice(start + 46, nameLength)
        guard let path = String(validating: name, as: UTF8.self) else { throw .unsupported("a name that is no UTF-8") }
        self.path = path

        let attributes = try reader.uint32(start + 38)
        // Unix (3) and macOS (19) keep the mode in the upper half.
        let isUnix = [3, 19].contains(try reader.uint16(start + 4) >> 8)
        let mode = isUnix ? UInt16(attributes >> 16) : 0
        permissions = isUnix && mode != 0 ? mode & 0o7777 : nil
        if path.hasSuffix("/") {
            kind = .folder
        } else {
            switch mode & 0o170000 {
            case 0o120000: kind = .symbolicLink
            case 0o100000, 0: kind = .file
            default: throw .unsupported("a file that is neither a file nor a folder")
            }
        }

        guard try reader.uint32(offset) == 0x0403_4B50 else { throw .malformed("a file is not where the directory says") }
        let localName = try reader.slice(offset + 30, try reader.uint16(offset + 26))
        guard localName.elementsEqual(name) else { throw .malformed("a file has two names") }
        dataOffset = offset + 30 + localName.count + (try reader.uint16(offset + 28))
    }
}
