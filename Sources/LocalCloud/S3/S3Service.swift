internal import Foundation
internal import LambdaPackage
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import NIOCore

/// The part of [S3](https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html) that code is put into and taken from: buckets and objects,
/// without versions.
///
/// What comes over HTTP is answered as HTTP, since objects are no JSON; see ``respond(to:_:_:_:)``. The services of the cloud get objects by
/// ``call(_:_:_:)``.
final class S3Service: AWSService {
    let context: CloudContext
    let buckets: Table<S3Bucket>
    /// By bucket and key, `/` between them.
    let objects: Table<S3Object>
    let uploads: Table<S3Upload>
    let blobs: BlobStore

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        buckets = try Table("s3-buckets", context.storage, context.clock)
        objects = try Table("s3-objects", context.storage, context.clock)
        uploads = try Table("s3-uploads", context.storage, context.clock)
        blobs = try BlobStore(context.storage, "s3-blobs")
        blobs.removeAll(
            except: Set(objects.all.map(\.row.blob) + uploads.all.flatMap { $0.row.parts.values.map(\.blob) }))
    }

    /// `GetObject`, with the body in Base64, and `HeadObject`.
    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        guard operation == "GetObject" || operation == "HeadObject" else {
            throw AWSError("UnknownOperationException", "The local S3 has no \(operation.prefix(100)) for other services.")
        }
        let (bucket, key) = (input["Bucket"]?.string ?? "", input["Key"]?.string ?? "")
        try context.authorize(call, "s3:GetObject", on: "arn:aws:s3:::\(bucket)/\(key)")
        let object = try object(bucket, key, version: input["VersionId"]?.string)
        var output: JSON.Object = [
            "ContentLength": .integer(object.size), "ETag": .string(object.etag), "LastModified": .number(object.modified),
        ]
        if operation == "GetObject" { output["Body"] = .string(Data(try bytes(of: object)).base64EncodedString()) }
        return .object(output)
    }

    /// The bytes of an object.
    func bytes(of object: S3Object) throws(AWSError) -> [UInt8] {
        do {
            let file = try blobs.reader(object.blob)
            defer { try? file.close() }
            return Array(try file.readToEnd() ?? Data())
        } catch {
            throw AWSError("InternalFailure", "The bytes of \(object.bucket)/\(object.key) can't be read: \(error.fileReason)")
        }
    }

    /// Does something with blobs whose failure is ours.
    func withBlobs<Result>(_ body: (BlobStore) throws(Storage.Failure) -> Result) throws(AWSError) -> Result {
        do { return try body(blobs) } catch { throw AWSError("InternalFailure", error.description) }
    }

    func bucket(_ name: String) throws(AWSError) -> S3Bucket {
        guard let bucket = buckets[name] else {
            throw AWSError("NoSuchBucket", "The specified bucket does not exist", members: ["BucketName": .string(name)])
        }
        return bucket
    }

    /// - Parameter version: The version that is asked for. Buckets keep none here: there is just the one that S3 calls `null`.
    func object(_ bucket: String, _ key: String, version: String? = nil) throws(AWSError) -> S3Object {
        _ = try self.bucket(bucket)
        if let version, version != "null" {
            throw AWSError(
                "NoSuchVersion", "The specified version does not exist.", members: ["Key": .string(key), "VersionId": .string(version)])
        }
        guard let object = objects["\(bucket)/\(key)"] else {
            throw AWSError("NoSuchKey", "The specified key does not exist.", members: ["Key": .string(key)])
        }
        return object
    }

    var now: Double { context.clock.date.timeIntervalSince1970.rounded(.down) }

    /// Carries out an operation that came over HTTP.
    func respond(to operation: String, _ input: JSON, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        let bucket = input["Bucket"]?.string ?? ""
        let key = input["Key"]?.string ?? ""
        try authorize(operation, bucket, key, call)
        switch operation {
        case "ListBuckets": return listBuckets()
        case "CreateBucket": return try createBucket(bucket)
        case "HeadBucket":
            _ = try self.bucket(bucket)
            return Response(status: .ok, headers: Self.region)
        case "DeleteBucket": return try deleteBucket(bucket)
        case "ListObjects", "ListObjectsV2": return try listObjects(bucket, input, isSecond: operation == "ListObjectsV2")
        case "DeleteObjects": return try deleteObjects(bucket, request)
        case "PutObject": return try putObject(bucket, key, request)
        case "CopyObject": return try copyObject(bucket, key, request)
        case "GetObject", "HeadObject": return try getObject(bucket, key, request)
        case "DeleteObject":
            _ = try self.bucket(bucket)
            remove(bucket, key)
            return Response(status: .noContent)
        case "CreateMultipartUpload": return try createUpload(bucket, key, request)
        case "UploadPart": return try uploadPart(bucket, key, input, request)
        case "CompleteMultipartUpload": return try completeUpload(bucket, key, input, request)
        case "AbortMultipartUpload": return try abortUpload(bucket, key, input)
        case "ListParts": return try listParts(bucket, key, input)
        case "ListMultipartUploads": return try listUploads(bucket)
        default: return try subresource(operation, bucket, key, request)
        }
    }

    static let region: HTTPFields = {
        var fields = HTTPFields()
        fields["x-amz-bucket-region"] = Cloud.region
        return fields
    }()

    private func authorize(_ operation: String, _ bucket: String, _ key: String, _ call: AWSCall) throws(AWSError) {
        let action =
            switch operation {
            case "ListBuckets": "s3:ListAllMyBuckets"
            case "HeadBucket", "ListObjects", "ListObjectsV2": "s3:ListBucket"
            case "HeadObject": "s3:GetObject"
            case "DeleteObjects": "s3:DeleteObject"
            case "CopyObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload": "s3:PutObject"
            default: "s3:\(operation.split(separator: ":").first ?? "")"
            }
        try context.authorize(call, action, on: bucket.isEmpty ? "*" : "arn:aws:s3:::\(bucket)\(key.isEmpty ? "" : "/\(key)")")
    }
}

extension Response {
    /// A document in S3's namespace.
    static func s3(_ name: String, _ body: (inout XMLWriter) -> Void) -> Response {
        var writer = XMLWriter(MemberKinds())
        writer.element(name, attributes: " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"", body)
        var response = Response.xml(.ok, writer.text)
        response.headers[.contentType] = "application/xml"
        return response
    }
}

extension XMLWriter {
    /// Writes an element with text in it.
    mutating func field(_ name: String, _ text: String) { member(name, .string(text)) }

    mutating func field(_ name: String, _ number: Int) { member(name, .integer(number)) }

    mutating func field(_ name: String, date: Double) {
        // S3's have milliseconds always.
        field(name, ISO8601.text(date).replacing("Z", with: ".000Z"))
    }
}
