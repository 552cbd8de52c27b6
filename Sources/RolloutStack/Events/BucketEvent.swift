/// What happens in a bucket.
public enum BucketEvent: String, Sendable {
    /// An object was written, whichever way.
    case objectCreated = "s3:ObjectCreated:*"
    /// An object was deleted.
    case objectRemoved = "s3:ObjectRemoved:*"
    /// An object came back from an archive.
    case objectRestored = "s3:ObjectRestore:*"
}
