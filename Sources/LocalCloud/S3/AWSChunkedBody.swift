internal import Foundation

/// A body in S3's own chunks (`Content-Encoding: aws-chunked`): pieces with their lengths, and fields such as a checksum at the end. See
/// [chunked uploads](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html). Signatures of chunks are passed over.
struct AWSChunkedBody {
    let bytes: [UInt8]
    /// The fields that follow the last chunk, their names in lower case.
    let trailers: [String: String]

    /// - Parameter length: How many bytes the chunks hold together, as the client says; `nil` where it doesn't say.
    /// - Throws: `IncompleteBody`, `MalformedTrailerError`.
    init(_ body: [UInt8], length: Int? = nil) throws(AWSError) {
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
            guard let head = line(), let count = Self.size(head.prefix { $0 != ";" }), count <= rest.count else { throw malformed }
            if count == 0 { break }
            bytes += rest.prefix(count)
            rest = rest.dropFirst(count)
            guard line() == "" else { throw malformed }
        }
        if let length, length != bytes.count {
            throw AWSError(
                "IncompleteBody", "The chunks hold \(bytes.count) bytes, and x-amz-decoded-content-length says \(length).")
        }
        var trailers: [String: String] = [:]
        while let field = line(), !field.isEmpty {
            let parts = field.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, trailers.count < 20, trailers[parts[0].lowercased()] == nil else { throw Self.malformedTrailer }
            trailers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        guard rest.isEmpty else { throw AWSError("IncompleteBody", "Bytes follow the body's last chunk.") }
        self.bytes = bytes
        self.trailers = trailers
    }

    static let malformedTrailer = AWSError(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.")

    /// A chunk's size: hexadecimal digits and nothing else, no sign among them.
    private static func size(_ text: Substring) -> Int? {
        guard (1...16).contains(text.utf8.count), text.utf8.allSatisfy(\.isHexadecimalDigit) else { return nil }
        return Int(text, radix: 16)
    }
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}
