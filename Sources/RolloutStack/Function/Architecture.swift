/// The processor that a function's code is built for.
public enum Architecture: String, Sendable {
    /// AWS Graviton.
    case arm64
    /// Intel and AMD.
    case x86_64
}
