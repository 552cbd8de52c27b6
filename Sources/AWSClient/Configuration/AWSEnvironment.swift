import SigV4

// `environ` is a mutable global; it is read before anything could change it.
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#endif

/// The environment variables that the AWS SDKs share, of this process or given as a dictionary.
///
/// See the [settings reference](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
public struct AWSEnvironment: Sendable, ExpressibleByDictionaryLiteral {
    private let lookUp: @Sendable (String) -> String?

    /// The environment of this process. A variable is read whenever it is asked for.
    public static let process = AWSEnvironment { name in getenv(name).map { String(cString: $0) } }

    /// The variables of this process that begin with `AWS_`, as they are now, whatever becomes of them later.
    package static func snapshot() -> AWSEnvironment {
        #if canImport(Darwin)
            var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
        #else
            var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        #endif
        var variables: [String: String] = [:]
        while let entries = entry, let text = entries.pointee {
            if strncmp(text, "AWS_", 4) == 0 {
                let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                // Of two with the same name getenv finds the first.
                if pair.count == 2, variables[String(pair[0])] == nil { variables[String(pair[0])] = String(pair[1]) }
            }
            entry = entries + 1
        }
        return AWSEnvironment(variables)
    }

    /// These variables and no others.
    public init(_ variables: [String: String]) {
        self.init { variables[$0] }
    }

    /// These variables and no others; of two with the same name the last counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { $1 })
    }

    private init(lookUp: @escaping @Sendable (String) -> String?) {
        self.lookUp = lookUp
    }

    /// A variable's value; `nil` where it is unset or empty.
    public subscript(name: String) -> String? {
        lookUp(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a variable is `true`; absent means `false`.
    func flag(_ name: String) throws(AWSError) -> Bool {
        switch self[name]?.utf8.asciiLowercased() {
        case nil, "false": return false
        case "true": return true
        default: throw .configuration("\(name) is neither true nor false: set it to one of them, or unset it.")
        }
    }
}
