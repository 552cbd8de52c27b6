import JSONValue

/// An error in the form that the Runtime API takes
/// ([Invocation error](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror)).
struct FunctionError: Sendable {
    /// Lambda takes 6 MB, but nobody reads more than this.
    private static let maximumMessageBytes = 64 * 1024

    /// `Function.<Type>` or `Runtime.<Reason>`, for the header.
    let category: String
    /// The Swift type's name, for the body.
    let type: String
    let message: String

    init(_ error: any Error) {
        if let error = error as? InvocationError {
            category = error.errorType
            type = error.errorType
        } else {
            type = String(describing: Swift.type(of: error))
            category = "Function." + Self.letters(of: type)
        }
        message = Self.bounded(String(describing: error))
    }

    /// An error of the runtime itself.
    init(type: String, message: String) {
        category = type
        self.type = type
        self.message = Self.bounded(message)
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

    private static func bounded(_ message: String) -> String {
        guard message.utf8.count > maximumMessageBytes else { return message }
        return String(decoding: message.utf8.prefix(maximumMessageBytes), as: UTF8.self) + "… (cut: \(message.utf8.count) bytes)"
    }
}
