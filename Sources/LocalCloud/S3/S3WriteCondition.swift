internal import JSONValue

/// What must be so for an object to be written or deleted (`If-Match`, `If-None-Match`). See
/// [conditional writes](https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html) and
/// [conditional deletes](https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html).
struct S3WriteCondition {
    private enum Kind: Equatable {
        case none
        /// No object may have the key.
        case absent
        /// An object must have the key.
        case present
        /// An object with this entity tag must have the key. Without quotes.
        case entityTag(String)
    }

    private let kind: Kind

    /// Whether the caller learns something of the object, for which S3 wants the permission to read it.
    var readsObject: Bool { if case .entityTag = kind { true } else { false } }

    /// The condition of a write.
    ///
    /// - Throws: `NotImplemented` for what S3 doesn't take.
    init(writing request: GatewayRequest) throws(AWSError) {
        switch (request.headers["If-Match"], request.headers["If-None-Match"]) {
        case (nil, nil): kind = .none
        case (.some, .some):
            throw Self.notImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request")
        case (nil, "*"): kind = .absent
        case (nil, .some):
            throw Self.notImplemented("If-None-Match", "We don't accept the provided value of If-None-Match header for this API")
        case ("*", nil): throw Self.notImplemented("If-Match", "We don't accept the provided value of If-Match header for this API")
        case (.some(let tag), nil): kind = .entityTag(tag.withoutQuotes)
        }
    }

    /// The condition of a deletion.
    ///
    /// - Throws: `NotImplemented` for what S3 takes for directory buckets alone.
    init(deleting request: GatewayRequest) throws(AWSError) {
        for name in ["x-amz-if-match-last-modified-time", "x-amz-if-match-size"] where request.headers[name] != nil {
            throw Self.notImplemented(name, nil)
        }
        self.init(deleting: request.headers["If-Match"])
    }

    /// The condition of a deletion among several: the element `ETag`.
    init(deleting tag: String?) {
        kind = tag.map { $0 == "*" ? .present : .entityTag($0.withoutQuotes) } ?? .none
    }

    /// - Parameters:
    ///   - object: What has the key now.
    ///   - key: The key.
    ///   - found: For an upload in parts: the blob of the object that had the key when the upload began (`nil` where none had).
    /// - Throws: `PreconditionFailed`, `NoSuchKey`, or `ConditionalRequestConflict` where the key has changed since the upload began.
    func check(_ object: S3Object?, _ key: String, sinceUpload found: String?? = .none) throws(AWSError) {
        switch kind {
        case .none: return
        case .absent:
            guard object == nil else { throw .preconditionFailed("If-None-Match") }
            if case .some(.some) = found { throw Self.conflict("If-None-Match", key) }
        case .present:
            guard object != nil else { throw S3Service.noSuchKey(key) }
        case .entityTag(let tag):
            guard let object else { throw S3Service.noSuchKey(key) }
            guard object.etag.withoutQuotes == tag else { throw .preconditionFailed("If-Match") }
            if let found, found != object.blob { throw Self.conflict("If-Match", key) }
        }
    }

    private static func conflict(_ condition: String, _ key: String) -> AWSError {
        AWSError(
            "ConditionalRequestConflict",
            "The conditional request cannot succeed due to a conflicting operation against this resource.",
            members: ["Condition": .string(condition), "Key": .string(key)])
    }

    private static func notImplemented(_ header: String, _ more: String?) -> AWSError {
        var members: JSON.Object = ["Header": .string(header)]
        if let more { members["additionalMessage"] = .string(more) }
        return AWSError("NotImplemented", "A header you provided implies functionality that is not implemented", members: members)
    }
}

extension AWSError {
    static func preconditionFailed(_ condition: String) -> AWSError {
        AWSError(
            "PreconditionFailed", "At least one of the pre-conditions you specified did not hold",
            members: ["Condition": .string(condition)])
    }
}

extension String {
    /// An entity tag without the quotes that stand around it: S3 takes it with and without.
    var withoutQuotes: String {
        utf8.count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}
