import JSONValue

/// An error in the form that the Runtime API takes
/// ([Invocation error](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror)).
struct FunctionError: Sendable {
    /// The longest message in bytes of JSON. Lambda takes 6 MB, but nobody reads more than this.
    static let longestMessage = 64 * 1024
    /// The longest message of an error in a response's trailing fields, of which libcurl sends 64 KiB in all, or else none.
    static let longestTrailingMessage = 8 * 1024

    /// `Function.<Type>` or `Runtime.<Reason>`, for the header.
    let category: String
    /// The Swift type's name, for the body.
    let type: String
    let message: String

    init(_ error: any Error, longestMessage: Int = Self.longestMessage) {
        if let error = error as? InvocationError {
            category = error.errorType
            type = error.errorType
        } else {
            type = String(String(describing: Swift.type(of: error)).prefix(256))
            category = "Function." + Self.letters(of: type)
        }
        message = Self.bounded(String(describing: error), to: longestMessage)
    }

    /// An error of the runtime itself.
    init(type: String, message: String) {
        category = type
        self.type = type
        self.message = Self.bounded(message, to: Self.longestMessage)
    }

    var body: [UInt8] {
        JSON.object(["errorType": .string(type), "errorMessage": .string(message), "stackTrace": []]).serialized()
    }

    /// AWS files a type under `Runtime.Unknown` unless it is letters with a capital first.
    private static func letters(of name: String) -> String {
        // A generic type's arguments would run into its name.
        let letters = name.prefix { $0 != "<" }.filter { $0.isASCII && $0.isLetter }
        return letters.isEmpty ? "Error" : letters.prefix(1).uppercased() + letters.dropFirst()
    }

    /// Cuts a message until it is short enough as JSON: escapes make a text up to six times as long.
    private static func bounded(_ message: String, to limit: Int) -> String {
        var kept = message.utf8.prefix(limit)
        while JSON.string(String(decoding: kept, as: UTF8.self)).serialized().count > limit + 2 { kept = kept.prefix(kept.count / 2) }
        guard kept.count < message.utf8.count else { return message }
        return String(decoding: kept, as: UTF8.self) + "… (cut: \(message.utf8.count) bytes)"
    }
}
