/// Reads numbers and names out of bytes that anybody may have written: every access is checked, none traps.
struct ByteReader {
    let bytes: [UInt8]
    var isBigEndian = false

    /// `size` bytes from `offset` as a number; throws when they are not all there.
    func number(_ size: Int, at offset: UInt64) throws(ELFError) -> UInt64 {
        let range = try range(offset, UInt64(size))
        var value: UInt64 = 0
        for index in range {
            // The last byte of a little-endian number counts most.
            value = value << 8 | UInt64(bytes[isBigEndian ? index : range.upperBound - 1 - (index - range.lowerBound)])
        }
        return value
    }

    func uint16(at offset: UInt64) throws(ELFError) -> UInt16 { UInt16(truncatingIfNeeded: try number(2, at: offset)) }
    func uint32(at offset: UInt64) throws(ELFError) -> UInt32 { UInt32(truncatingIfNeeded: try number(4, at: offset)) }

    /// The zero-terminated text at `offset`, of at most `limit` bytes.
    func text(at offset: UInt64, limit: Int = 4096) throws(ELFError) -> String {
        guard offset < UInt64(bytes.count) else { throw .truncated }
        let start = Int(offset)
        let window = bytes[start..<min(bytes.count, start &+ limit)]
        guard let end = window.firstIndex(of: 0) else { throw .malformed("a name has no end") }
        return String(decoding: window[..<end], as: UTF8.self)
    }

    /// The indices of `count` bytes from `offset`; throws when they are not all there.
    func range(_ offset: UInt64, _ count: UInt64) throws(ELFError) -> Range<Int> {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard !overflow, end <= UInt64(bytes.count) else { throw .truncated }
        return Int(offset)..<Int(end)
    }
}

/// The sum of two file offsets; throws where it would not fit.
func sum(_ a: UInt64, _ b: UInt64) throws(ELFError) -> UInt64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw .truncated }
    return sum
}
