/// What the dynamic linker is told: the entries of the dynamic section that matter here, as offsets and addresses.
struct DynamicSection {
    var needed: [UInt64] = []
    var name: UInt64?
    var rPath: [UInt64] = []
    var runPath: [UInt64] = []
    var stringTable: UInt64?
    var versions: UInt64?
    var versionCount: UInt64 = 0

    /// Without entries.
    init() {}

    init(_ reader: ByteReader, _ segment: Segment, is64Bit: Bool, limit: Int) throws(ELFError) {
        _ = try reader.range(segment.offset, segment.fileSize)
        let word = is64Bit ? 8 : 4
        let count = segment.fileSize / UInt64(2 * word)
        var offset = segment.offset
        for _ in 0..<min(count, UInt64(limit)) {
            let tag = try reader.number(word, at: offset)
            let value = try reader.number(word, at: sum(offset, UInt64(word)))
            offset = try sum(offset, UInt64(2 * word))
            switch tag {
            case 0: return
            case 1: needed.append(value)
            case 5: stringTable = value
            case 14: name = value
            case 15: rPath.append(value)
            case 29: runPath.append(value)
            case 0x6FFF_FFFE: versions = value
            case 0x6FFF_FFFF: versionCount = value
            default: break
            }
        }
    }
}
