/// The encrypted file in a function's code that holds the links which its environment has no room for.
enum LinkFile {
    /// Its path in the code.
    static let path = "resource.enc"
    /// The parameter for its key: base64 of 32 bytes.
    static let keyParameter = "LinkKey"
}
