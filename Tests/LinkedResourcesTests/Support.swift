import JSONValue
import LinkedResources
import Testing

extension ResourceStore {
    /// The links of variables alone.
    init(_ environment: [String: String]) {
        self.init(environment: environment, readFile: { (_) throws(LinkFile.ReadError) in throw .init("No such file or directory") })
    }

    /// The links of variables and one file, `resource.enc`.
    init(_ environment: [String: String] = [:], key: String = key, file: [UInt8]) {
        var environment = environment
        environment["SST_KEY"] = key
        environment["SST_KEY_FILE"] = "resource.enc"
        self.init(
            environment: environment,
            readFile: { (path) throws(LinkFile.ReadError) in
                guard path == "resource.enc" else { throw .init("No such file or directory") }
                return file
            })
    }

    static let keyBytes = (0..<32).map { UInt8($0 * 5) }
    static let key = Base64.encode(keyBytes)

    /// The links of one file with this plaintext.
    init(_ environment: [String: String] = [:], sealed plaintext: String) {
        self.init(environment, file: Sealed.file(Array(plaintext.utf8), key: Self.keyBytes))
    }

    /// The environment of a usual function.
    static let usual = ResourceStore([
        "SST_RESOURCE_App": #"{"name":"shop","stage":"production"}"#,
        "SST_RESOURCE_Api":
            #"{"type":"sst.aws.Function","name":"shop-api","url":"https://live.example.com/","latestUrl":"https://latest.example.com/"}"#,
        "SST_RESOURCE_Db":
            #"{"type":"sst.aws.Postgres","credentials":{"username":"admin","password":"hunter2","port":5432},"tags":["a","b"],"none":null}"#,
        "SST_RESOURCE_my-queue": #"{"url":"https://sqs.example.com/q","description":"Jobs","decode":"x"}"#,
        "AWS_LAMBDA_FUNCTION_NAME": "shop-hook",
        "HOME": "/root",
    ])
}

/// The error of a look-up, which must not succeed.
func failure<Value>(_ body: () throws -> Value, sourceLocation: SourceLocation = #_sourceLocation) throws -> LinkError {
    try #require(#expect(throws: LinkError.self, sourceLocation: sourceLocation) { _ = try body() }, sourceLocation: sourceLocation)
}
