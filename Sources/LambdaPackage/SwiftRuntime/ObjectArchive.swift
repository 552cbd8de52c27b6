internal import Foundation

/// An archive of object files (`.a`), as far as it takes to let a linker drop from it what is not used.
///
/// The Swift compiler marks all that is public in a library as to be retained (`SHF_GNU_RETAIN`), for it might be looked up by name. In an
/// executable without a dynamic linker that is not possible; what is used is referred to, and stays. The sections that the Swift runtime
/// looks through as a whole (`swift5_…`) keep their marks.
struct ObjectArchive {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static let signature = Array("!<arch>\n".utf8)
    private static let headerSize = 60
    private static let listed = Array("swift5_".utf8)
    private static let retained: UInt64 = 0x20_0000  // SHF_GNU_RETAIN

    /// Takes the mark off every section that is reached by references alone. Returns how many had it; what is no archive of 64-bit
    /// little-endian ELF is left as is.
    mutating func release() -> Int {
        guard bytes.starts(with: Self.signature) else { return 0 }
        var count = 0
        var offset = Self.signature.count
        while offset <= bytes.count - Self.headerSize {
            let field = String(decoding: bytes[offset + 48..<offset + 58], as: UTF8.self)
            guard let size = Int(field.prefix { $0 != " " }), size >= 0 else { break }
            let start = offset + Self.headerSize
            guard size <= bytes.count - start else { break }
            count += release(inMember: start..<start + size)
            offset = start + size + size % 2
        }
        return count
    }

    private mutating func release(inMember member: Range<Int>) -> Int {
        // The magic number, 64 bits, little-endian.
        guard member.count >= 64, bytes[member].starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return 0 }
        let size = Int(number(at: member.lowerBound + 0x3a, bytes: 2))
        guard size >= 64, let table = Int(exactly: number(at: member.lowerBound + 0x28, bytes: 8)), table > 0, table <= member.count - size
        else {
            return 0
        }
        // With more sections than the header has room to say, the first one's size says it.
        var sections = number(at: member.lowerBound + 0x3c, bytes: 2)
        if sections == 0 { sections = number(at: member.lowerBound + table + 0x20, bytes: 8) }
        // And where the names' index has no room, the first one's link says it.
        var names = number(at: member.lowerBound + 0x3e, bytes: 2)
        if names == 0xffff { names = number(at: member.lowerBound + table + 0x28, bytes: 4) }
        guard sections <= UInt64((member.count - table) / size), names < sections,
            let texts = Int(exactly: number(at: member.lowerBound + table + Int(names) * size + 0x18, bytes: 8)), texts < member.count
        else {
            return 0
        }
        let strings = bytes[(member.lowerBound + texts)..<member.upperBound]
        var count = 0
        for section in 0..<Int(sections) {
            let header = member.lowerBound + table + section * size
            let flags = header + 8
            let value = number(at: flags, bytes: 8)
            guard value & Self.retained != 0, !strings.dropFirst(Int(number(at: header, bytes: 4))).starts(with: Self.listed) else {
                continue
            }
            for index in 0..<8 { bytes[flags + index] = UInt8(truncatingIfNeeded: (value & ~Self.retained) >> (8 * index)) }
            count += 1
        }
        return count
    }

    private func number(at offset: Int, bytes count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
    }
}
