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
    ///
    /// Hooks take it before their first event: it has to be cheap, and looks at nothing but the first bytes of each variable.
    package static func snapshot() -> AWSEnvironment {
        #if canImport(Darwin)
            let entries: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
        #else
            let entries: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        #endif
        guard let entries else { return [:] }
        var count = 0
        while entries[count] != nil { count += 1 }
        var kept: [Copy] = []
        kept.reserveCapacity(count)
        for index in 0..<count {
            guard let text = entries[index], strncmp(text, "AWS_", 4) == 0, let copy = strdup(text) else { continue }
            kept.append(Copy(text: copy))
        }
        let copies = kept
        // Of two with the same name getenv finds the first.
        return AWSEnvironment { name in
            let length = name.utf8.count
            guard let copy = copies.first(where: { strncmp($0.text, name, length) == 0 && $0.text[length] == CChar(UInt8(ascii: "=")) })
            else { return nil }
            return String(cString: copy.text + length + 1)
        }
    }

    /// A variable with its value, `NAME=value`, that nobody changes. It is kept for good.
    private struct Copy: @unchecked Sendable {
        let text: UnsafeMutablePointer<CChar>
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
