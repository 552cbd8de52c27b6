/// A Function URL: `true` for a public one, `false` for none.
public struct FunctionURL: Sendable, Hashable, ExpressibleByBooleanLiteral {
    enum Access: Sendable { case none, everyone, iam }

    let access: Access
    var cors: CORS?
    var streaming = false

    /// A public one, or none.
    public init(booleanLiteral value: Bool) { access = value ? .everyone : .none }

    private init(access: Access, cors: CORS?, streaming: Bool) {
        self.access = access
        self.cors = cors
        self.streaming = streaming
    }

    /// Everyone may call it.
    /// - Parameter streaming: Responses go out piece by piece.
    public static func `public`(cors: CORS? = nil, streaming: Bool = false) -> FunctionURL {
        FunctionURL(access: .everyone, cors: cors, streaming: streaming)
    }

    /// Signed requests of the account's roles and users may call it, and CloudFront where a ``Router`` leads to it.
    /// - Parameter streaming: Responses go out piece by piece.
    public static func iam(cors: CORS? = nil, streaming: Bool = false) -> FunctionURL {
        FunctionURL(access: .iam, cors: cors, streaming: streaming)
    }

    /// No URL.
    public static let none: FunctionURL = false
}
