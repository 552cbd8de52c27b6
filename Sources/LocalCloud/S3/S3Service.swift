internal import Foundation
internal import LambdaPackage
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import NIOCore
internal import Synchronization

/// The part of [S3](https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html) that code is put into and taken from: buckets and objects,
/// without versions.
///
/// What comes over HTTP is answered as HTTP, since objects are no JSON; see ``respond(to:_:_:_:)``. The services of the cloud get objects by
/// ``call(_:_:_:)``.
final class S3Service: AWSService {
    let context: CloudContext
    let buckets: Table<S3Bucket>
    /// By bucket and key; see ``row(_:_:)``.
    let objects: Table<S3Object>
    let uploads: Table<S3Upload>
    let blobs: BlobStore

    /// Held while rows that belong together are looked up and changed, and while a blob is opened or removed.
    private let control = Mutex(())

    init(_ context: CloudContext) throws(Storage.Failure) {
        self.context = context
        buckets = try Table("s3-buckets", context.storage, context.clock)
        objects = try Table("s3-objects", context.storage, context.clock)
        uploads = try Table("s3-uploads", context.storage, context.clock)
        blobs = try BlobStore(context.storage, "s3-blobs")
        blobs.removeAll(
            except: Set(objects.all.map(\.row.blob) + uploads.all.flatMap { $0.row.parts.values.map(\.blob) }))
        // Earlier releases kept such keys as they are.
        for (name, object) in objects.all where name != Self.row(object.bucket, object.key) {
            objects.modify(Self.row(object.bucket, object.key)) { if $0 == nil { $0 = object } }
            objects.modify(name) { $0 = nil }
        }
    }

    /// What an object's row is called. Keys are bytes to S3; Swift takes two texts for one where Unicode does (`é` as one scalar or as two),
    /// so what isn't ASCII is spelt out. No bucket has a `#` in its name.
    static func row(_ bucket: String, _ key: String) -> String {
        if key.utf8.allSatisfy({ $0 < 0x80 }) { return "\(bucket)/\(key)" }
        return "\(bucket)#" + key.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// `GetObject`, with the body in Base64, and `HeadObject`.
    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        guard operation == "GetObject" || operation == "HeadObject" else {
            throw AWSError("UnknownOperationException", "The local S3 has no \(operation.prefix(100)) for other services.")
        }
        let (bucket, key) = (input["Bucket"]?.string ?? "", input["Key"]?.string ?? "")
        try context.authorize(call, "s3:GetObject", on: "arn:aws:s3:::\(bucket)/\(key)")
        let version = input["VersionId"]?.string
        let (object, bytes) =
            operation == "GetObject" ? try bytes(bucket, key, version: version) : (try object(bucket, key, version: version), [])
        var output: JSON.Object = [
            "ContentLength": .integer(object.size), "ETag": .string(object.etag), "LastModified": .number(object.modified),
        ]
        if operation == "GetObject" { output["Body"] = .string(Data(bytes).base64EncodedString()) }
        return .object(output)
    }

    /// The bytes of an object.
    private func bytes(_ bucket: String, _ key: String, version: String?) throws(AWSError) -> (S3Object, [UInt8]) {
        let (object, file) = try opened(bucket, key, version: version)
        defer { try? file.close() }
        do { return (object, Array(try file.readToEnd() ?? Data())) } catch { throw Self.unreadable(object, error) }
    }

    /// An object and a handle to read it by: what replaces or deletes it meanwhile doesn't take it away.
    func opened(_ bucket: String, _ key: String, version: String?) throws(AWSError) -> (S3Object, FileHandle) {
        try alone { () throws(AWSError) in
            let object = try object(bucket, key, version: version)
            do { return (object, try blobs.reader(object.blob)) } catch { throw Self.unreadable(object, error) }
        }
    }

    static func unreadable(_ object: S3Object, _ error: any Error) -> AWSError {
        AWSError("InternalFailure", "The bytes of \(object.bucket)/\(object.key) can't be read: \(error.fileReason)")
    }

    /// Does something while no other row or blob of objects is looked up, changed or removed.
    func alone<Result>(_ body: () throws(AWSError) -> Result) throws(AWSError) -> Result {
        try control.withLock { _ throws(AWSError) in try body() }
    }

    /// Adds a blob and has a row name it; the blob goes again where that fails.
    func withBlob<Result>(
        _ add: (BlobStore) throws(Storage.Failure) -> String, _ body: (String) throws(AWSError) -> Result
    ) throws(AWSError) -> Result {
        let blob = try withBlobs(add)
        do throws(AWSError) { return try body(blob) } catch {
            blobs.remove(blob)
            throw error
        }
    }

    /// Changes a row, and removes the blobs that it doesn't name any more. What the disk refuses is taken back: what was there stays.
    /// To be called within ``alone(_:)``.
    func replace<Row: S3Row>(_ table: Table<Row>, _ key: String, _ change: (inout Row?) throws(AWSError) -> Void) throws(AWSError) {
        let (old, new) = try table.modify(key) { row throws(AWSError) in
            let old = row
            try change(&row)
            return (old, row)
        }
        guard table.isWritten(key) else {
            let reason = context.storage.failures.last?.description ?? "A file can't be written"
            table.modify(key) { $0 = old }
            throw AWSError("InternalFailure", "\(reason). Nothing was changed.")
        }
        for blob in old?.blobs.subtracting(new?.blobs ?? []) ?? [] { blobs.remove(blob) }
    }

    /// Does something with blobs whose failure is ours.
    func withBlobs<Result>(_ body: (BlobStore) throws(Storage.Failure) -> Result) throws(AWSError) -> Result {
        do { return try body(blobs) } catch { throw AWSError("InternalFailure", error.description) }
    }

    func bucket(_ name: String) throws(AWSError) -> S3Bucket {
        guard let bucket = buckets[name] else { throw Self.noSuchBucket(name) }
        return bucket
    }

    static func noSuchBucket(_ name: String) -> AWSError {
        AWSError("NoSuchBucket", "The specified bucket does not exist", members: ["BucketName": .string(name)])
    }

    /// - Parameter version: The version that is asked for. Buckets keep none here: there is just the one that S3 calls `null`.
    func object(_ bucket: String, _ key: String, version: String? = nil) throws(AWSError) -> S3Object {
        _ = try self.bucket(bucket)
        if let version, version != "null" {
            throw AWSError(
                "NoSuchVersion", "The specified version does not exist.", members: ["Key": .string(key), "VersionId": .string(version)])
        }
        guard let object = objects[Self.row(bucket, key)] else { throw Self.noSuchKey(key) }
        return object
    }

    static func noSuchKey(_ key: String) -> AWSError {
        AWSError("NoSuchKey", "The specified key does not exist.", members: ["Key": .string(key)])
    }

    var now: Double { context.clock.date.timeIntervalSince1970.rounded(.down) }

    /// Carries out an operation that came over HTTP.
    func respond(to operation: String, _ input: JSON, _ request: GatewayRequest, _ call: AWSCall) throws(AWSError) -> Response {
        let bucket = input["Bucket"]?.string ?? ""
        let key = input["Key"]?.string ?? ""
        try authorize(operation, input, call)
        try checkOwner(request)
        switch operation {
        case "ListBuckets": return try listBuckets(input)
        case "CreateBucket": return try createBucket(bucket, request)
        case "HeadBucket":
            _ = try self.bucket(bucket)
            return Response(status: .ok, headers: Self.region)
        case "DeleteBucket": return try deleteBucket(bucket)
        case "ListObjects", "ListObjectsV2": return try listObjects(bucket, input, isSecond: operation == "ListObjectsV2")
        case "DeleteObjects": return try deleteObjects(bucket, request, call)
        case "PutObject": return try putObject(bucket, key, request, call)
        case "CopyObject": return try copyObject(bucket, key, request, call)
        case "GetObject", "HeadObject": return try getObject(bucket, key, request)
        case "DeleteObject": return try deleteObject(bucket, key, request, call)
        case "CreateMultipartUpload": return try createUpload(bucket, key, request, call)
        case "UploadPart": return try uploadPart(bucket, key, input, request)
        case "CompleteMultipartUpload": return try completeUpload(bucket, key, input, request, call)
        case "AbortMultipartUpload": return try abortUpload(bucket, key, input)
        case "ListParts": return try listParts(bucket, key, input)
        case "ListMultipartUploads": return try listUploads(bucket, input)
        default: return try subresource(operation, bucket, key, request)
        }
    }

    /// The bucket is the account's own; a client may insist on another owner.
    private func checkOwner(_ request: GatewayRequest) throws(AWSError) {
        for name in ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"] {
            guard let owner = request.headers[name] else { continue }
            guard owner.utf8.count == 12, owner.digits != nil else {
                throw AWSError(
                    "InvalidBucketOwnerAWSAccountID",
                    "The value of the expected bucket owner parameter must be an AWS Account ID... [\(owner)]")
            }
            guard owner == Cloud.account else { throw AWSError("AccessDenied", "Access Denied") }
        }
    }

    static let region: HTTPFields = {
        var fields = HTTPFields()
        fields["x-amz-bucket-region"] = Cloud.region
        return fields
    }()
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
