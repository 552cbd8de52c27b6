internal import Foundation
internal import LambdaPackage
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import NIOCore

extension S3Service {
    /// The bytes that a request carries, unpacked and compared with the checksums that it names, and those checksums.
    func body(_ request: GatewayRequest) throws(AWSError) -> (bytes: [UInt8], checksums: [String: String]) {
        var bytes = request.body
        var trailers: [String: String] = [:]
        let isChunked =
            request.headers["Content-Encoding"]?.contains("aws-chunked") == true
            || request.headers["x-amz-content-sha256"]?.hasPrefix("STREAMING-") == true
        if isChunked {
            let body = try AWSChunkedBody(bytes)
            (bytes, trailers) = (body.bytes, body.trailers)
        }
        var checksums: [String: String] = [:]
        for checksum in S3Checksum.allCases {
            guard let claimed = trailers[checksum.header] ?? request.headers[checksum.header] else { continue }
            guard checksum.value(bytes) == claimed else {
                throw AWSError("BadDigest", "The \(checksum.rawValue.uppercased()) you specified did not match the calculated checksum.")
            }
            checksums[checksum.header] = claimed
        }
        if let claimed = request.headers["Content-MD5"], claimed != S3Checksum.md5(bytes).map({ Data($0).base64EncodedString() }) {
            throw AWSError("BadDigest", "The Content-MD5 you specified did not match what we received.")
        }
        return (bytes, checksums)
    }

    func putObject(_ bucket: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        try checkKey(key)
        if request.headers["If-None-Match"] == "*", objects["\(bucket)/\(key)"] != nil {
            throw AWSError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        }
        let (bytes, checksums) = try body(request)
        let blob = try withBlobs { store throws(Storage.Failure) in try store.add(bytes) }
        let object = S3Object(
            bucket: bucket, key: key, blob: blob, size: bytes.count, etag: etag(bytes), modified: now,
            headers: headers(request), checksums: checksums)
        put(object)
        var response = Response(status: .ok)
        response.headers["ETag"] = object.etag
        for (name, value) in checksums { response.headers[name] = value }
        return response
    }

    func copyObject(_ bucket: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        try checkKey(key)
        let text = request.headers["x-amz-copy-source"]?.prefix { $0 != "?" } ?? ""
        let parts = (text.removingPercentEncoding ?? String(text)).drop { $0 == "/" }.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else {
            throw AWSError("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
        }
        let source = try object(String(parts[0]), String(parts[1]))
        let replaces = request.headers["x-amz-metadata-directive"] == "REPLACE"
        let blob = try withBlobs { store throws(Storage.Failure) in try store.join([source.blob]) }
        let object = S3Object(
            bucket: bucket, key: key, blob: blob, size: source.size, etag: source.etag, modified: now,
            headers: replaces ? headers(request) : source.headers, checksums: source.checksums, tags: source.tags)
        put(object)
        return .s3("CopyObjectResult") { writer in
            writer.field("ETag", object.etag)
            writer.field("LastModified", date: object.modified)
        }
    }

    func getObject(_ bucket: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        let object = try object(bucket, key, version: request.parameter("versionId"))
        var fields = HTTPFields()
        for (name, value) in object.headers { fields[name] = value }
        fields["ETag"] = object.etag
        fields["Last-Modified"] = Self.httpDate(object.modified)
        fields["Accept-Ranges"] = "bytes"
        if !object.tags.isEmpty { fields["x-amz-tagging-count"] = String(object.tags.count) }
        // Presigned URLs may say what to answer with.
        for (name, value) in request.query where name.hasPrefix("response-") { fields[String(name.dropFirst("response-".count))] = value }
        if let wanted = request.headers["If-Match"], wanted != object.etag, wanted != "*" {
            throw AWSError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        }
        if request.headers["If-None-Match"] == object.etag { return Response(status: .notModified, headers: fields) }
        let range = try Self.range(request.headers["Range"], of: object.size)
        if let range {
            fields["Content-Range"] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)"
        } else if request.headers["x-amz-checksum-mode"]?.uppercased() == "ENABLED" {
            for (name, value) in object.checksums { fields[name] = value }
        }
        return Response(status: range == nil ? .ok : .partialContent, headers: fields, body: try content(object, range ?? 0..<object.size))
    }

    /// An object's bytes as the body of a response, read as they are sent.
    private func content(_ object: S3Object, _ range: Range<Int>) throws(AWSError) -> ResponseBody {
        do {
            // Opened now: what is deleted meanwhile is still sent.
            let file = try blobs.reader(object.blob)
            try file.seek(toOffset: UInt64(range.lowerBound))
            return ResponseBody(contentLength: range.count) { writer in
                defer { try? file.close() }
                var left = range.count
                while left > 0, let piece = try file.read(upToCount: min(left, 256 * 1024)), !piece.isEmpty {
                    left -= piece.count
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try await writer.finish(nil)
            }
        } catch {
            throw AWSError("InternalFailure", "The bytes of \(object.bucket)/\(object.key) can't be read: \(error.fileReason)")
        }
    }

    /// Puts an object in the place of one that may be there.
    func put(_ object: S3Object) {
        let old = objects.modify("\(object.bucket)/\(object.key)") { row in
            defer { row = object }
            return row?.blob
        }
        // While the disk refuses the new row, the old one is what the next run finds.
        if let old, objects.isWritten("\(object.bucket)/\(object.key)") { blobs.remove(old) }
    }

    func remove(_ bucket: String, _ key: String) {
        let old = objects.modify("\(bucket)/\(key)") { row in
            defer { row = nil }
            return row?.blob
        }
        if let old { blobs.remove(old) }
    }

    func checkKey(_ key: String) throws(AWSError) {
        guard key.utf8.count <= 1024 else { throw AWSError("KeyTooLongError", "Your key is too long") }
    }

    func etag(_ bytes: [UInt8]) -> String { "\"\(hex(S3Checksum.md5(bytes) ?? []))\"" }

    func hex(_ bytes: [UInt8]) -> String { bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

    /// The headers of a request that belong to the object.
    func headers(_ request: GatewayRequest) -> [String: String] {
        var headers = ["content-type": "binary/octet-stream"]
        for field in request.headers {
            let name = field.name.canonicalName
            switch name {
            case "content-type", "cache-control", "content-disposition", "content-language", "expires": headers[name] = field.value
            case "content-encoding":
                let own = field.value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "aws-chunked" }
                if !own.isEmpty { headers[name] = own.joined(separator: ",") }
            case _ where name.hasPrefix("x-amz-meta-"): headers[name] = field.value
            default: break
            }
        }
        return headers
    }

    /// The part of an object that `Range` asks for; `nil` for all of it.
    static func range(_ header: String?, of size: Int) throws(AWSError) -> Range<Int>? {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let bounds = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        let unsatisfiable = AWSError(
            "InvalidRange", "The requested range is not satisfiable", members: ["ActualObjectSize": .integer(size)])
        if bounds[0].isEmpty {
            guard let count = Int(bounds[1]), count >= 0 else { return nil }
            guard count > 0, size > 0 else { throw unsatisfiable }
            return max(size - count, 0)..<size
        }
        guard let first = Int(bounds[0]), first >= 0 else { return nil }
        let last = bounds[1].isEmpty ? size - 1 : Int(bounds[1])
        guard let last, last >= first || bounds[1].isEmpty else { return nil }
        guard first < size else { throw unsatisfiable }
        return first..<(min(last, size - 1) + 1)
    }

    /// A date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func httpDate(_ seconds: Double) -> String {
        let date = Date(timeIntervalSince1970: seconds)
        var style = Date.VerbatimFormatStyle(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
            timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        style.locale = Locale(identifier: "en_US_POSIX")
        return date.formatted(style)
    }
}
