internal import Foundation
internal import LambdaPackage
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// [Uploads in parts](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html), by which clients send large files.
extension S3Service {
    /// The smallest part but the last, in bytes.
    static let smallestPart = 5 * 1024 * 1024

    func createUpload(_ bucket: String, _ key: String, _ request: GatewayRequest) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        try checkKey(key)
        let id = Random.hexadecimal(64)
        uploads.modify(id) { $0 = S3Upload(id: id, bucket: bucket, key: key, headers: headers(request), created: now) }
        var response = Response.s3("InitiateMultipartUploadResult") { writer in
            writer.field("Bucket", bucket)
            writer.field("Key", key)
            writer.field("UploadId", id)
        }
        response.headers["x-amz-checksum-algorithm"] = request.headers["x-amz-checksum-algorithm"]
        return response
    }

    func uploadPart(_ bucket: String, _ key: String, _ input: JSON, _ request: GatewayRequest) throws(AWSError) -> Response {
        let upload = try upload(bucket, key, input)
        guard let number = input["partNumber"]?.wholeNumber, (1...10_000).contains(number) else {
            throw AWSError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
        }
        let (bytes, checksums) = try body(request)
        let blob = try withBlobs { store throws(Storage.Failure) in try store.add(bytes) }
        let part = S3Upload.Part(blob: blob, size: bytes.count, etag: etag(bytes), modified: now)
        let old = uploads.modify(upload.id) { row in
            defer { row?.parts[number] = part }
            return row == nil ? part.blob : row?.parts[number]?.blob
        }
        if let old { blobs.remove(old) }
        var response = Response(status: .ok)
        response.headers["ETag"] = part.etag
        for (name, value) in checksums { response.headers[name] = value }
        return response
    }

    func completeUpload(_ bucket: String, _ key: String, _ input: JSON, _ request: GatewayRequest) throws(AWSError) -> Response {
        let upload = try upload(bucket, key, input)
        let chosen = try xml(request).all("Part").map { part throws(AWSError) in
            guard let number = (part["PartNumber"]?.text).flatMap({ Int($0) }), let known = upload.parts[number],
                part["ETag"]?.text.trimmingCharacters(in: ["\""]) == known.etag.trimmingCharacters(in: ["\""])
            else {
                throw AWSError(
                    "InvalidPart",
                    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
                )
            }
            return (number: number, part: known)
        }
        guard !chosen.isEmpty else { throw AWSError("MalformedXML", "The upload names no parts.") }
        guard zip(chosen, chosen.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw AWSError("InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.")
        }
        guard chosen.dropLast().allSatisfy({ $0.part.size >= Self.smallestPart }) else {
            throw AWSError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
        }
        let blob = try withBlobs { store throws(Storage.Failure) in try store.join(chosen.map(\.part.blob)) }
        // The MD5 of the parts' MD5s, and their number.
        let sums = chosen.flatMap { Self.bytes(hexadecimal: $0.part.etag) }
        let etag = "\"\(hex(S3Checksum.md5(sums) ?? []))-\(chosen.count)\""
        put(
            S3Object(
                bucket: bucket, key: key, blob: blob, size: chosen.reduce(0) { $0 + $1.part.size }, etag: etag, modified: now,
                headers: upload.headers, checksums: [:]))
        removeUpload(upload.id)
        return .s3("CompleteMultipartUploadResult") { writer in
            writer.field("Location", "/\(bucket)/\(key)")
            writer.field("Bucket", bucket)
            writer.field("Key", key)
            writer.field("ETag", etag)
        }
    }

    func abortUpload(_ bucket: String, _ key: String, _ input: JSON) throws(AWSError) -> Response {
        removeUpload(try upload(bucket, key, input).id)
        return Response(status: .noContent)
    }

    func listParts(_ bucket: String, _ key: String, _ input: JSON) throws(AWSError) -> Response {
        let upload = try upload(bucket, key, input)
        return .s3("ListPartsResult") { writer in
            writer.field("Bucket", bucket)
            writer.field("Key", key)
            writer.field("UploadId", upload.id)
            writer.member("IsTruncated", false)
            for (number, part) in upload.parts.sorted(by: { $0.key < $1.key }) {
                writer.element("Part") { writer in
                    writer.field("PartNumber", number)
                    writer.field("LastModified", date: part.modified)
                    writer.field("ETag", part.etag)
                    writer.field("Size", part.size)
                }
            }
        }
    }

    func listUploads(_ bucket: String) throws(AWSError) -> Response {
        _ = try self.bucket(bucket)
        return .s3("ListMultipartUploadsResult") { writer in
            writer.field("Bucket", bucket)
            writer.member("IsTruncated", false)
            for (_, upload) in uploads.all where upload.bucket == bucket {
                writer.element("Upload") { writer in
                    writer.field("Key", upload.key)
                    writer.field("UploadId", upload.id)
                    writer.field("Initiated", date: upload.created)
                }
            }
        }
    }

    func removeUpload(_ id: String) {
        let parts = uploads.modify(id) { row in
            defer { row = nil }
            return row?.parts.values.map(\.blob) ?? []
        }
        for blob in parts { blobs.remove(blob) }
    }

    private func upload(_ bucket: String, _ key: String, _ input: JSON) throws(AWSError) -> S3Upload {
        _ = try self.bucket(bucket)
        guard let upload = uploads[input["uploadId"]?.string ?? ""], upload.bucket == bucket, upload.key == key else {
            throw AWSError(
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")
        }
        return upload
    }

    private static func bytes(hexadecimal etag: String) -> [UInt8] {
        let digits = etag.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
