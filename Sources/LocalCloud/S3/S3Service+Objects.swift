internal import Foundation
internal import LambdaPackage
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import NIOCore

extension S3Service {
    func putObject(_ bucket: String, _ key: String, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        try checkKey(key)
        let condition = try condition(bucket, key, request, call)
        let (headers, tags) = (try headers(request), try tags(bucket, key, request, call))
        // Before the body is looked at and kept: most refusals come cheap.
        try condition.check(objects[Self.row(bucket, key)], key)
        let (bytes, checksums) = try body(request)
        let etag = etag(bytes)
        try withBlob({ store throws(Storage.Failure) in try store.add(bytes) }) { blob throws(AWSError) in
            try put(
                S3Object(
                    bucket: bucket, key: key, blob: blob, size: bytes.count, etag: etag, modified: now, headers: headers,
                    checksums: checksums, tags: tags), if: condition)
        }
        var response = Response(status: .ok)
        response.headers["ETag"] = etag
        for (name, value) in checksums { response.headers[name] = value }
        return response
    }

    func copyObject(_ bucket: String, _ key: String, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        try checkKey(key)
        let condition = try condition(bucket, key, request, call)
        let place = try copySource(request)
        try context.authorize(call, "s3:GetObject", on: Self.arn(place.bucket, place.key))
        let replaces = try Self.replaces(request, "x-amz-metadata-directive")
        let replacesTags = try Self.replaces(request, "x-amz-tagging-directive")
        let own = replaces ? try headers(request) : [:]
        let ownTags = replacesTags ? try tags(bucket, key, request, call) : []
        let (source, file) = try opened(place.bucket, place.key, version: place.version)
        defer { try? file.close() }
        if case .failed(let name) = S3ReadCondition(request, .copySource).outcome(source, now: now) { throw .preconditionFailed(name) }
        let changes = ["x-amz-storage-class", "x-amz-server-side-encryption", "x-amz-website-redirect-location"].contains {
            request.headers[$0] != nil
        }
        guard replaces || changes || (place.bucket, place.key) != (bucket, key) else {
            throw Self.invalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."
            )
        }
        let modified = now
        try withBlob({ store throws(Storage.Failure) in try store.add(contentsOf: file) }) { blob throws(AWSError) in
            try put(
                S3Object(
                    bucket: bucket, key: key, blob: blob, size: source.size, etag: source.etag, modified: modified,
                    headers: replaces ? own : source.headers, checksums: source.checksums,
                    tags: replacesTags ? ownTags : source.tags), if: condition)
        }
        return .s3("CopyObjectResult") { writer in
            writer.field("ETag", source.etag)
            writer.field("LastModified", date: modified)
        }
    }

    /// What `x-amz-copy-source` names.
    private func copySource(_ request: GatewayRequest) throws(AWSError) -> (bucket: String, key: String, version: String?) {
        let text = (request.headers["x-amz-copy-source"] ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = (text[0].removingPercentEncoding ?? String(text[0])).drop { $0 == "/" }
        guard let slash = path.firstIndex(of: "/"), slash > path.startIndex, path.index(after: slash) < path.endIndex else {
            throw AWSError(
                "InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                members: ["ArgumentName": "x-amz-copy-source", "ArgumentValue": .string(request.headers["x-amz-copy-source"] ?? "")])
        }
        let version = text.count > 1 ? GatewayRequest.form(text[1].utf8).first { $0.name == "versionId" }?.value : nil
        return (String(path[..<slash]), String(path[slash...].dropFirst()), version)
    }

    private static func replaces(_ request: GatewayRequest, _ name: String) throws(AWSError) -> Bool {
        switch request.headers[name] {
        case nil, "COPY": return false
        case "REPLACE": return true
        case .some(let value):
            throw AWSError(
                "InvalidArgument", "Unknown \(name == "x-amz-metadata-directive" ? "metadata" : "tagging") directive.",
                members: ["ArgumentName": .string(name), "ArgumentValue": .string(value)])
        }
    }

    func getObject(_ bucket: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        let overrides = try responseOverrides(request)
        let (object, file) = try opened(bucket, key, version: request.parameter("versionId"))
        var isSent = false
        defer { if !isSent { try? file.close() } }
        var fields = HTTPFields()
        for (name, value) in object.headers { fields[name] = value }
        fields["ETag"] = object.etag
        fields["Last-Modified"] = HTTPDate.text(object.modified)
        fields["Accept-Ranges"] = "bytes"
        if !object.tags.isEmpty { fields["x-amz-tagging-count"] = String(object.tags.count) }
        for field in overrides { fields[field.name] = nil }
        for field in overrides { fields.append(field) }
        switch S3ReadCondition(request, .request).outcome(object, now: now) {
        case .met: break
        case .notModified: return Response(status: .notModified, headers: fields)
        case .failed(let condition): throw .preconditionFailed(condition)
        }
        let range = try Self.range(request.headers["Range"], of: object.size)
        if let range {
            fields["Content-Range"] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)"
        } else if request.headers["x-amz-checksum-mode"]?.uppercased() == "ENABLED" {
            for (name, value) in object.checksums { fields[name] = value }
        }
        let content = try content(object, file, range ?? 0..<object.size)
        isSent = true
        return Response(status: range == nil ? .ok : .partialContent, headers: fields, body: content)
    }

    /// What a request may say about the headers of its answer: these six and no others, where it is signed.
    /// See [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
    private func responseOverrides(_ request: GatewayRequest) throws(AWSError) -> [HTTPField] {
        let names: [String: HTTPField.Name] = [
            "response-cache-control": .cacheControl, "response-content-disposition": .contentDisposition,
            "response-content-encoding": .contentEncoding, "response-content-language": .contentLanguage,
            "response-content-type": .contentType, "response-expires": .expires,
        ]
        var fields: [HTTPField] = []
        for parameter in request.query {
            guard let name = names[parameter.name] else { continue }
            guard request.isSigned else {
                throw Self.invalidRequest("Request specific response headers cannot be used for anonymous GET requests.")
            }
            let scalars = parameter.value.unicodeScalars
            guard scalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0.value <= 0xFF || $0 == "\t" }) else {
                throw AWSError(
                    "InvalidArgument", "Header value cannot be represented using ISO-8859-1.",
                    members: ["ArgumentName": .string(parameter.name), "ArgumentValue": .string(parameter.value)])
            }
            fields.append(HTTPField(name: name, value: scalars.map { UInt8(truncatingIfNeeded: $0.value) }))
        }
        return fields
    }

    /// An object's bytes as the body of a response, read as they are sent.
    private func content(_ object: S3Object, _ file: FileHandle, _ range: Range<Int>) throws(AWSError) -> ResponseBody {
        do { try file.seek(toOffset: UInt64(range.lowerBound)) } catch { throw Self.unreadable(object, error) }
        return ResponseBody(contentLength: range.count) { writer in
            defer { try? file.close() }
            var left = range.count
            while left > 0, let piece = try file.read(upToCount: min(left, 256 * 1024)), !piece.isEmpty {
                left -= piece.count
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
    }

    func deleteObject(_ bucket: String, _ key: String, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        let condition = try S3WriteCondition(deleting: request)
        if condition.readsObject { try context.authorize(call, "s3:GetObject", on: Self.arn(bucket, key)) }
        if let version = request.parameter("versionId"), version != "null" {
            throw AWSError(
                "InvalidArgument", "Invalid version id specified",
                members: ["ArgumentName": "versionId", "ArgumentValue": .string(version)])
        }
        try remove(bucket, key, if: condition)
        return Response(status: .noContent)
    }

    /// The condition of a write, for which the caller may need the permission to read.
    func condition(
        _ bucket: String, _ key: String, _ request: GatewayRequest, _ call: AWSCall
    ) throws(AWSError) -> S3WriteCondition {
        let condition = try S3WriteCondition(writing: request)
        if condition.readsObject { try context.authorize(call, "s3:GetObject", on: Self.arn(bucket, key)) }
        return condition
    }

    /// The tags of a write, which the caller needs a permission for.
    func tags(_ bucket: String, _ key: String, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> [IAMTag] {
        let tags = try tagsOfHeader(request)
        if !tags.isEmpty { try context.authorize(call, "s3:PutObjectTagging", on: Self.arn(bucket, key)) }
        return tags
    }

    /// Puts an object in the place of one that may be there, where the condition holds at that moment.
    func put(_ object: S3Object, if condition: S3WriteCondition) throws(AWSError) {
        try alone { () throws(AWSError) in
            _ = try bucket(object.bucket)
            try replace(objects, Self.row(object.bucket, object.key)) { row throws(AWSError) in
                try condition.check(row, object.key)
                row = object
            }
        }
    }

    func remove(_ bucket: String, _ key: String, if condition: S3WriteCondition) throws(AWSError) {
        try alone { () throws(AWSError) in
            try replace(objects, Self.row(bucket, key)) { row throws(AWSError) in
                try condition.check(row, key)
                row = nil
            }
        }
    }

    func checkKey(_ key: String) throws(AWSError) {
        guard key.utf8.count <= 1024 else { throw AWSError("KeyTooLongError", "Your key is too long") }
    }

    func etag(_ bytes: [UInt8]) -> String { "\"\(hex(S3Checksum.md5(bytes) ?? []))\"" }

    func hex(_ bytes: [UInt8]) -> String { bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

    /// The part of an object that `Range` asks for; `nil` for all of it.
    static func range(_ header: String?, of size: Int) throws(AWSError) -> Range<Int>? {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let bounds = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        let unsatisfiable = AWSError(
            "InvalidRange", "The requested range is not satisfiable",
            members: ["ActualObjectSize": .integer(size), "RangeRequested": .string(header)])
        if bounds[0].isEmpty {
            guard let count = bounds[1].digits else { return nil }
            guard count > 0, size > 0 else { throw unsatisfiable }
            return max(size - count, 0)..<size
        }
        guard let first = bounds[0].digits, let last = bounds[1].isEmpty ? .max : bounds[1].digits, last >= first else { return nil }
        guard first < size else { throw unsatisfiable }
        return first..<(min(last, size - 1) + 1)
    }
}

extension GatewayRequest {
    /// Whether it bears a signature: one that is wrong was refused before.
    fileprivate var isSigned: Bool {
        headers[.authorization] != nil || parameter("X-Amz-Signature") != nil
            || parameter("AWSAccessKeyId") != nil && parameter("Signature") != nil
    }
}
