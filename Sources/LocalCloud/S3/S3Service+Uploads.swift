internal import Foundation
internal import LambdaPackage
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// [Uploads in parts](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html), by which clients send large files.
extension S3Service {
    /// The smallest part but the last, in bytes.
    static let smallestPart = 5 * 1024 * 1024

    func createUpload(_ bucket: String, _ key: String, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        try checkKey(key)
        let algorithm = request.headers["x-amz-checksum-algorithm"]
        if let algorithm, S3Checksum(algorithm: algorithm) == nil {
            let known = S3Checksum.allCases.map { $0.rawValue.uppercased() }.joined(separator: ", ")
            throw Self.invalidRequest(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [\(known)]")
        }
        let (headers, tags) = (try headers(request), try tags(bucket, key, request, call))
        let id = Random.hexadecimal(64)
        try alone { () throws(AWSError) in
            _ = try self.bucket(bucket)
            let found = objects[Self.row(bucket, key)]?.blob
            try replace(uploads, id) {
                $0 = S3Upload(id: id, bucket: bucket, key: key, headers: headers, created: now, found: found, tags: tags)
            }
        }
        var response = Response.s3("InitiateMultipartUploadResult") { writer in
            writer.field("Bucket", bucket)
            writer.field("Key", key)
            writer.field("UploadId", id)
        }
        response.headers["x-amz-checksum-algorithm"] = algorithm
        return response
    }

    func uploadPart(_ bucket: String, _ key: String, _ input: JSON, _ request: GatewayRequest) throws(AWSError) -> Response {
        let upload = try upload(bucket, key, input)
        guard let number = input["partNumber"]?.string?.digits, (1...10_000).contains(number) else {
            throw AWSError(
                "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive",
                members: ["ArgumentName": "partNumber", "ArgumentValue": input["partNumber"] ?? .null])
        }
        let (bytes, checksums) = try body(request)
        let etag = etag(bytes)
        try withBlob({ store throws(Storage.Failure) in try store.add(bytes) }) { blob throws(AWSError) in
            try alone { () throws(AWSError) in
                try replace(uploads, upload.id) { row throws(AWSError) in
                    guard row != nil else { throw Self.noSuchUpload(upload.id) }
                    row?.parts[number] = S3Upload.Part(blob: blob, size: bytes.count, etag: etag, modified: now)
                }
            }
        }
        var response = Response(status: .ok)
        response.headers["ETag"] = etag
        for (name, value) in checksums { response.headers[name] = value }
        return response
    }

    func completeUpload(
        _ bucket: String, _ key: String, _ input: JSON, _ request: GatewayRequest, _ call: AWSCall
    ) throws(AWSError) -> Response {
        let condition = try condition(bucket, key, request, call)
        let upload = try upload(bucket, key, input)
        let chosen = try parts(of: upload, request)
        let size = chosen.reduce(0) { $0 + $1.size }
        if let claimed = request.headers["x-amz-mp-object-size"], claimed.digits != size {
            throw Self.invalidRequest(
                "The provided 'x-amz-mp-object-size' header value \(claimed) does not match what was computed: \(size)")
        }
        try condition.check(objects[Self.row(bucket, key)], key, sinceUpload: .some(upload.found))
        // The MD5 of the parts' MD5s, and their number.
        let sums = chosen.flatMap { Self.bytes(hexadecimal: $0.etag) }
        let etag = "\"\(hex(S3Checksum.md5(sums) ?? []))-\(chosen.count)\""
        let join = { (store: BlobStore) throws(Storage.Failure) in
            try store.join(chosen.map(\.blob))
        }
        do throws(AWSError) {
            try withBlob(join) { blob throws(AWSError) in
                let object = S3Object(
                    bucket: bucket, key: key, blob: blob, size: size, etag: etag, modified: now, headers: upload.headers, checksums: [:],
                    tags: upload.tags ?? [])
                try complete(upload, with: object, of: chosen, if: condition)
            }
        } catch {
            // Parts that can't be read may be gone, since another call has completed or aborted the upload meanwhile.
            throw error.isInternal && uploads[upload.id] == nil ? Self.noSuchUpload(upload.id) : error
        }
        return .s3("CompleteMultipartUploadResult") { writer in
            writer.field("Location", "/\(bucket)/\(key)")
            writer.field("Bucket", bucket)
            writer.field("Key", key)
            writer.field("ETag", etag)
        }
    }

    /// Puts the object in its place and ends the upload, where that is still as it was when its parts were read.
    private func complete(
        _ upload: S3Upload, with object: S3Object, of parts: [S3Upload.Part], if condition: S3WriteCondition
    ) throws(AWSError) {
        try alone { () throws(AWSError) in
            guard let present = uploads[upload.id] else { throw Self.noSuchUpload(upload.id) }
            guard present.blobs.isSuperset(of: parts.map(\.blob)) else { throw Self.invalidPart }
            try replace(objects, Self.row(object.bucket, object.key)) { row throws(AWSError) in
                try condition.check(row, object.key, sinceUpload: .some(upload.found))
                row = object
            }
            try replace(uploads, upload.id) { $0 = nil }
        }
    }

    /// The parts that a request chooses for the object.
    private func parts(of upload: S3Upload, _ request: GatewayRequest) throws(AWSError) -> [S3Upload.Part] {
        // Checksums in the headers are the whole object's here, not the document's.
        let chosen = try xml(request.body).all("Part").map { part throws(AWSError) in
            guard let number = part["PartNumber"]?.text.digits, let known = upload.parts[number],
                part["ETag"]?.text.withoutQuotes == known.etag.withoutQuotes
            else { throw Self.invalidPart }
            return (number: number, part: known)
        }
        guard !chosen.isEmpty else { throw malformedXML }
        guard zip(chosen, chosen.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw AWSError("InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.")
        }
        guard chosen.dropLast().allSatisfy({ $0.part.size >= Self.smallestPart }) else {
            throw AWSError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
        }
        return chosen.map(\.part)
    }

    private static let invalidPart = AWSError(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
    )

    func abortUpload(_ bucket: String, _ key: String, _ input: JSON) throws(AWSError) -> Response {
        try removeUpload(try upload(bucket, key, input).id)
        return Response(status: .noContent)
    }

    func listParts(_ bucket: String, _ key: String, _ input: JSON) throws(AWSError) -> Response {
        let upload = try upload(bucket, key, input)
        let most = try Self.number(input, "max-parts", upTo: 1000)
        let marker = try Self.number(input, "part-number-marker", upTo: .max, ifAbsent: 0)
        let parts = upload.parts.sorted { $0.key < $1.key }.filter { $0.key > marker }
        let page = parts.prefix(most)
        return .s3("ListPartsResult") { writer in
            writer.field("Bucket", bucket)
            writer.field("Key", key)
            writer.field("UploadId", upload.id)
            writer.field("PartNumberMarker", marker)
            if page.count < parts.count, let last = page.last { writer.field("NextPartNumberMarker", last.key) }
            writer.field("MaxParts", most)
            writer.member("IsTruncated", .bool(page.count < parts.count && most > 0))
            for (number, part) in page {
                writer.element("Part") { writer in
                    writer.field("PartNumber", number)
                    writer.field("LastModified", date: part.modified)
                    writer.field("ETag", part.etag)
                    writer.field("Size", part.size)
                }
            }
        }
    }

    func listUploads(_ bucket: String, _ input: JSON) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        let most = try Self.number(input, "max-uploads", upTo: 1000)
        let prefix = input["prefix"]?.string ?? ""
        let marker = (key: input["key-marker"]?.string ?? "", id: input["upload-id-marker"]?.string ?? "")
        var all = uploads.all.map(\.row).filter { $0.bucket == bucket && $0.key.utf8.starts(with: prefix.utf8) }
        all.sort { Self.precedes(($0.key, $0.id), ($1.key, $1.id)) }
        // A marker without an upload passes over all uploads of its key.
        all.removeAll { upload in
            let isOfMarker = upload.key.utf8.elementsEqual(marker.key.utf8)
            return isOfMarker ? marker.id.isEmpty || upload.id <= marker.id : upload.key.utf8.lexicographicallyPrecedes(marker.key.utf8)
        }
        let page = all.prefix(most)
        let encoded = try Self.encoding(input)
        return .s3("ListMultipartUploadsResult") { writer in
            writer.field("Bucket", bucket)
            writer.field("KeyMarker", encoded(marker.key))
            writer.field("UploadIdMarker", marker.id)
            if page.count < all.count, let last = page.last {
                writer.field("NextKeyMarker", encoded(last.key))
                writer.field("NextUploadIdMarker", last.id)
            }
            if !prefix.isEmpty { writer.field("Prefix", encoded(prefix)) }
            if input["encoding-type"] != nil { writer.field("EncodingType", "url") }
            writer.field("MaxUploads", most)
            writer.member("IsTruncated", .bool(page.count < all.count && most > 0))
            for upload in page {
                writer.element("Upload") { writer in
                    writer.field("Key", encoded(upload.key))
                    writer.field("UploadId", upload.id)
                    writer.field("Initiated", date: upload.created)
                }
            }
        }
    }

    private static func precedes(_ one: (key: String, id: String), _ other: (key: String, id: String)) -> Bool {
        if one.key.utf8.elementsEqual(other.key.utf8) { return one.id < other.id }
        return one.key.utf8.lexicographicallyPrecedes(other.key.utf8)
    }

    func removeUpload(_ id: String) throws(AWSError) {
        try alone { () throws(AWSError) in try replace(uploads, id) { $0 = nil } }
    }

    private func upload(_ bucket: String, _ key: String, _ input: JSON) throws(AWSError) -> S3Upload {
        _ = try self.bucket(bucket)
        let id = input["uploadId"]?.string ?? ""
        guard let upload = uploads[id], upload.bucket == bucket, upload.key.utf8.elementsEqual(key.utf8) else {
            throw Self.noSuchUpload(id)
        }
        return upload
    }

    private static func noSuchUpload(_ id: String) -> AWSError {
        AWSError(
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            members: ["UploadId": .string(id)])
    }

    private static func bytes(hexadecimal etag: String) -> [UInt8] {
        let digits = etag.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
