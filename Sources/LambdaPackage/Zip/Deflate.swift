internal import CZlib

/// Raw deflate streams, by zlib.
enum Deflate {
    /// The bytes, compressed as far as zlib can (level 9). The same bytes give the same result with the same zlib.
    static func compress(_ bytes: [UInt8]) throws(ZipError) -> [UInt8] {
        var stream = z_stream()
        guard shim_deflate_init(&stream, 9) == Z_OK else { throw .compression("no memory") }
        defer { deflateEnd(&stream) }
        guard bytes.count <= Int(UInt32.max), let bound = Int(exactly: deflateBound(&stream, UInt(bytes.count))) else {
            throw .compression("a file of more than 4 GB")
        }
        var input = bytes
        let output = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(clamping: bound)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
            }
        }
        guard !output.isEmpty else { throw .compression("deflate did not finish") }
        return output
    }

    /// Unpacks a stream that must give exactly `size` bytes, and be used up by that: a bomb ends where it exceeds what it claims.
    static func decompress(_ bytes: ArraySlice<UInt8>, size: Int) throws(ZipError) -> [UInt8] {
        var stream = z_stream()
        guard shim_inflate_init(&stream) == Z_OK else { throw .compression("no memory") }
        defer { inflateEnd(&stream) }
        var input = Array(bytes)
        // One byte more than it may give, so that giving more is seen.
        var status = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(clamping: size + 1)
                status = inflate(&stream, Z_FINISH)
                count = Int(stream.total_out)
            }
        }
        guard status == Z_STREAM_END, output.count == size, stream.avail_in == 0 else {
            throw .malformed("compressed data that doesn't give what is promised")
        }
        return output
    }

    /// The CRC-32 of bytes.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var checksum = crc32(0, nil, 0)
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(1 << 30)
            checksum = part.withUnsafeBufferPointer { crc32(checksum, $0.baseAddress, UInt32($0.count)) }
            rest = rest.dropFirst(part.count)
        }
        return UInt32(truncatingIfNeeded: checksum)
    }
}
