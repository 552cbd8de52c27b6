internal import Foundation
internal import HTTPTypes
internal import JSONValue

extension S3Service {
    /// The bytes that a request carries, unpacked and compared with the checksum that it names, and that checksum by its header.
    func body(_ request: GatewayRequest) throws(AWSError) -> (bytes: [UInt8], checksums: [String: String]) {
        var bytes = request.body
        var trailers: [String: String] = [:]
        let isStreaming = request.headers["x-amz-content-sha256"]?.hasPrefix("STREAMING-") == true
        if isStreaming || request.headers["Content-Encoding"]?.contains("aws-chunked") == true {
            let length = request.headers["x-amz-decoded-content-length"]
            guard length != nil || !isStreaming else {
                throw AWSError("MissingContentLength", "You must provide the Content-Length HTTP header.")
            }
            if let length, length.digits == nil {
                throw AWSError("InvalidArgument", "x-amz-decoded-content-length must be a number of bytes.")
            }
            let body = try AWSChunkedBody(bytes, length: length?.digits)
            (bytes, trailers) = (body.bytes, body.trailers)
        }
        try checkMD5(request, bytes)
        guard let (checksum, claimed) = try claimedChecksum(request, trailers) else { return (bytes, [:]) }
        guard checksum.value(bytes) == claimed else {
            throw AWSError("BadDigest", "The \(checksum.rawValue.uppercased()) you specified did not match the calculated checksum.")
        }
        return (bytes, [checksum.header: claimed])
    }

    private func checkMD5(_ request: GatewayRequest, _ bytes: [UInt8]) throws(AWSError) {
        guard let claimed = request.headers["Content-MD5"] else { return }
        guard Data(base64Encoded: claimed)?.count == 16 else {
            throw AWSError(
                "InvalidDigest", "The Content-MD5 you specified was invalid.", members: ["Content-MD5": .string(claimed)])
        }
        guard let calculated = S3Checksum.md5(bytes).map({ Data($0).base64EncodedString() }), calculated != claimed else { return }
        throw AWSError(
            "BadDigest", "The Content-MD5 you specified did not match what we received.",
            members: ["CalculatedDigest": .string(calculated), "ExpectedDigest": .string(claimed)])
    }

    /// The one checksum that a request names, in a header or behind the body.
    private func claimedChecksum(
        _ request: GatewayRequest, _ trailers: [String: String]
    ) throws(AWSError) -> (S3Checksum, String)? {
        // What is said about checksums, and is none.
        let others: Set = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"]
        let announced = (request.headers["x-amz-trailer"] ?? "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
        guard announced.allSatisfy({ trailers[$0] != nil }) else { throw AWSChunkedBody.malformedTrailer }
        let inHeaders = request.headers.map(\.name.canonicalName).filter { $0.hasPrefix(S3Checksum.prefix) && !others.contains($0) }
        let names = Set(inHeaders).union(trailers.keys.filter { $0.hasPrefix(S3Checksum.prefix) })
        guard names.count <= 1 else {
            throw Self.invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        let algorithm = request.headers["x-amz-sdk-checksum-algorithm"]
        if let algorithm, S3Checksum(algorithm: algorithm) == nil {
            throw Self.invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        }
        guard let name = names.first else {
            if algorithm != nil {
                throw Self.invalidRequest(
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.")
            }
            return nil
        }
        guard let checksum = S3Checksum(algorithm: String(name.dropFirst(S3Checksum.prefix.count))) else {
            throw Self.invalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid.")
        }
        // Of the same name twice, a header's value is a list, which is no checksum.
        guard let value = trailers[name] ?? request.headers[name], Data(base64Encoded: value)?.count == checksum.length else {
            throw Self.invalidRequest("Value for \(name) header is invalid.")
        }
        return (checksum, value)
    }

    /// The headers of a request that belong to the object.
    ///
    /// - Throws: `MetadataTooLarge`.
    func headers(_ request: GatewayRequest) throws(AWSError) -> [String: String] {
        var headers = ["content-type": "binary/octet-stream"]
        var size = 0
        for field in request.headers {
            let name = field.name.canonicalName
            switch name {
            case "content-type", "cache-control", "content-disposition", "content-language", "expires": headers[name] = field.value
            case "content-encoding":
                let own = field.value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "aws-chunked" }
                if !own.isEmpty { headers[name] = own.joined(separator: ",") }
            case _ where name.hasPrefix(Self.metadataPrefix):
                headers[name] = headers[name].map { $0 + "," + field.value } ?? field.value
                size += name.utf8.count - Self.metadataPrefix.utf8.count + field.value.utf8.count
            default: break
            }
        }
        guard size <= Self.largestMetadata else {
            throw AWSError(
                "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size",
                members: ["Size": .integer(size), "MaxSizeAllowed": .integer(Self.largestMetadata)])
        }
        return headers
    }

    private static let metadataPrefix = "x-amz-meta-"
    /// Of names and values together, in bytes.
    private static let largestMetadata = 2048

    /// The tags that a request puts on what it writes (`x-amz-tagging`).
    func tagsOfHeader(_ request: GatewayRequest) throws(AWSError) -> [IAMTag] {
        guard let header = request.headers["x-amz-tagging"] else { return [] }
        let tags = GatewayRequest.form(header.utf8).map { IAMTag(key: $0.name, value: $0.value) }
        guard Set(tags.map(\.key)).count == tags.count else {
            throw AWSError(
                "InvalidArgument",
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
                members: ["ArgumentName": "x-amz-tagging", "ArgumentValue": .string(header)])
        }
        return try Self.checked(tags, most: 10)
    }

    /// Tags as S3 takes them.
    static func checked(_ tags: [IAMTag], most: Int) throws(AWSError) -> [IAMTag] {
        guard tags.count <= most else {
            // The code is S3's own.
            throw AWSError("BadRequest", "Object tags cannot be greater than \(most)")
        }
        guard Set(tags.map(\.key)).count == tags.count else {
            throw AWSError("InvalidTag", "Cannot provide multiple Tags with the same key")
        }
        for tag in tags {
            guard (1...128).contains(tag.key.count) else { throw AWSError("InvalidTag", "The TagKey you have provided is invalid") }
            guard tag.value.count <= 256 else { throw AWSError("InvalidTag", "The TagValue you have provided is invalid") }
            guard !tag.key.hasPrefix("aws:") else {
                throw AWSError("InvalidTag", "System tags cannot be added/updated by requester")
            }
        }
        return tags
    }

    static func invalidRequest(_ message: String) -> AWSError { AWSError("InvalidRequest", message) }
}

extension StringProtocol {
    /// A whole number that is written in digits alone, without sign; the largest there is where it is larger.
    var digits: Int? {
        guard !isEmpty, utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(self) ?? .max
    }
}
