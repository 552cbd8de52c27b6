/// A program header: a part of the file and where it lies in memory.
struct Segment {
    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let interpreter: UInt32 = 3

    let type: UInt32
    let offset: UInt64
    let address: UInt64
    let fileSize: UInt64

    init(_ reader: ByteReader, at start: UInt64, is64Bit: Bool) throws(ELFError) {
        type = try reader.uint32(at: start)
        if is64Bit {
            offset = try reader.number(8, at: sum(start, 8))
            address = try reader.number(8, at: sum(start, 16))
            fileSize = try reader.number(8, at: sum(start, 32))
        } else {
            offset = try reader.number(4, at: sum(start, 4))
            address = try reader.number(4, at: sum(start, 8))
            fileSize = try reader.number(4, at: sum(start, 16))
        }
    }

    /// Where the byte of an address in memory is in the file.
    static func offset(of address: UInt64, in segments: [Segment]) throws(ELFError) -> UInt64 {
        for segment in segments where segment.type == load && address >= segment.address {
            let inside = address - segment.address
            if inside < segment.fileSize { return try sum(segment.offset, inside) }
        }
        throw .malformed("an address outside of the file")
    }
}
