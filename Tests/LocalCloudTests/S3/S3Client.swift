import HTTPTransport
import SigV4
import Testing

@testable import LocalCloud

/// Sends signed requests to the S3 of a cloud.
struct S3Client: Sendable {
    let cloud: Cloud
    var credentials: Credentials?

    func send(
        _ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders = [:], body: String = "", isSigned: Bool = true
    ) async throws -> HTTPResponse {
        let bytes = Array(body.utf8)
        var request = HTTPRequest(method, cloud.endpoint + path, headers: headers, body: bytes.isEmpty && method != .put ? nil : bytes)
        if isSigned {
            let signer = Signer(service: "s3", region: Cloud.region, credentials: credentials ?? cloud.credentials, normalizesPath: false)
            let fields = try signer.sign(
                method: method.rawValue, url: request.url, headers: headers.map { ($0.name, $0.value) }, body: bytes, at: .now)
            for (name, value) in fields { request.headers[name] = value }
        }
        return try await HTTPClient.shared.send(request)
    }

    /// A cloud with a bucket called `shop`.
    static func run(_ configuration: CloudConfiguration = CloudConfiguration(), _ body: (S3Client) async throws -> Void) async throws {
        try await Cloud.run(configuration) { cloud in
            let client = S3Client(cloud: cloud)
            #expect(try await client.send(.put, "/shop").status == 200)
            try await body(client)
        }
    }
}

extension HTTPHeaders {
    init(of pairs: [(String, String)]) {
        self.init()
        for (name, value) in pairs { self[name] = value }
    }
}

extension HTTPResponse {
    /// The code of an error of S3's.
    var code: String? { text.firstMatch(of: /<Code>(\w+)<\/Code>/).map { String($0.output.1) } }

    func element(_ name: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"), let end = text.firstRange(of: "</\(name)>") else { return nil }
        return String(text[start.upperBound..<end.lowerBound])
    }
}
