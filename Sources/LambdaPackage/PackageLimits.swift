/// What Lambda takes at most, in bytes.
///
/// See [Lambda quotas](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
public enum PackageLimits {
    /// A zip that is uploaded directly: 50 MB. From S3 it may be as large as it unpacks.
    public static let zipped = 50 * 1024 * 1024
    /// All files unpacked, layers included: 250 MB.
    public static let unzipped = 250 * 1024 * 1024
    /// The newest glibc whose symbols may be needed: provided.al2023 has 2.34.
    public static let glibc = [2, 34]
}
