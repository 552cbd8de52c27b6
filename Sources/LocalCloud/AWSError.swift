/// An error of an AWS service: the code that its API documents, and a text.
struct AWSError: Error, Sendable {
    let code: String
    let message: String

    init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}
