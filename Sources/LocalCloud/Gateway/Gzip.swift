internal import CZlib

/// Bodies that clients compress (`Content-Encoding: gzip`), such as CloudWatch's.
enum Gzip {
    /// The bytes that were compressed; `nil` when these are no gzip, or it would be more than `limit` bytes.
    static func inflated(_ bytes: [UInt8], upTo limit: Int) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, and 16 for gzip's header.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var bytes = bytes
        return bytes.withUnsafeMutableBufferPointer { input -> [UInt8]? in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(clamping: input.count)
            var output: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 64 * 1024)
            while true {
                let (status, count) = chunk.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, buffer.count - Int(stream.avail_out))
                }
                guard status == Z_OK || status == Z_STREAM_END, output.count + count <= limit else { return nil }
                output += chunk[..<count]
                if status == Z_STREAM_END { return output }
                // It wants more than there is.
                if count == 0 && stream.avail_in == 0 { return nil }
            }
        }
    }
}
