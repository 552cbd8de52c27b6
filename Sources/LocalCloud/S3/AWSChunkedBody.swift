internal import Foundation

/// A body in S3's own chunks (`Content-Encoding: aws-chunked`): pieces with their lengths, and fields such as a checksum at the end. See
/// [chunked uploads](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html). Signatures of chunks are passed over.
struct AWSChunkedBody {
    let bytes: [UInt8]
    /// The fields that follow the last chunk, their names in lower case.
    let trailers: [String: String]

    /// - Throws: `IncompleteBody`.
    init(_ body: [UInt8]) throws(AWSError) {
        let malformed = AWSError("IncompleteBody", "The body is not in chunks as Content-Encoding: aws-chunked has them.")
        var rest = body[...]
        /// Takes a line off, without its end; none is longer than this.
        func line() -> String? {
            guard let end = rest.prefix(8192).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { rest = rest[end...].dropFirst() }
            let line = rest[..<end]
            return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count)
        while true {
            guard let head = line(), let count = Int(head.prefix { $0 != ";" }, radix: 16), count >= 0, count <= rest.count else {
                throw malformed
            }
            if count == 0 { break }
            bytes += rest.prefix(count)
            rest = rest.dropFirst(count)
            guard line() == "" else { throw malformed }
        }
        var trailers: [String: String] = [:]
        while let field = line(), !field.isEmpty {
            let parts = field.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, trailers.count < 20 else { throw malformed }
            trailers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        self.bytes = bytes
        self.trailers = trailers
    }
}
