/// Which pages in browsers may call an address.
public struct CORS: Sendable, Hashable {
    /// Origins, as `https://shop.example`, or `*`.
    public var origins: [String]
    /// HTTP methods, or `*`.
    public var methods: [String]
    /// Request headers, or `*`.
    public var headers: [String]
    /// Response headers that the page may read.
    public var exposedHeaders: [String]
    /// Whether cookies and the like go along. Not with the origin `*`.
    public var credentials: Bool
    /// How long a browser may remember the answer; at most a day.
    public var maximumAge: Duration?

    /// These pages.
    public init(
        origins: [String], methods: [String] = ["*"], headers: [String] = ["*"], exposedHeaders: [String] = [], credentials: Bool = false,
        maximumAge: Duration? = nil
    ) {
        self.origins = origins
        self.methods = methods
        self.headers = headers
        self.exposedHeaders = exposedHeaders
        self.credentials = credentials
        self.maximumAge = maximumAge
    }

    /// Every page.
    public static let any = CORS(origins: ["*"])

    /// As Function URLs and HTTP APIs have it.
    func value(_ problem: (String) -> Void) -> TemplateValue {
        if credentials, origins.contains("*") {
            problem("CORS with credentials needs named origins: browsers refuse \"*\" there")
        }
        var object: TemplateObject = [
            "AllowOrigins": .strings(origins), "AllowMethods": .strings(methods), "AllowHeaders": .strings(headers),
        ]
        if !exposedHeaders.isEmpty { object["ExposeHeaders"] = .strings(exposedHeaders) }
        if credentials { object["AllowCredentials"] = true }
        if let maximumAge {
            if let seconds = maximumAge.wholeSeconds, (0...86400).contains(seconds) {
                object["MaxAge"] = .int(seconds)
            } else {
                problem("the maximum age of CORS is whole seconds, at most a day; this is \(maximumAge)")
            }
        }
        return .object(object)
    }
}
