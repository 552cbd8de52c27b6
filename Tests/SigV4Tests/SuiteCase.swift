import Foundation
import SigV4
import TestSupport
import Testing

/// One folder of the signature test suite that AWS publishes (awslabs/aws-c-auth); it lies in a folder `shared` beside the package.
struct SuiteCase: CustomTestStringConvertible, Sendable {
    static let folder = Python.packageRoot.deletingLastPathComponent().appending(path: "shared/sigv4-suite/v4")
    static let isPresent = FileManager.default.fileExists(atPath: folder.path)
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

    struct Context: Decodable {
        struct Keys: Decodable {
            let access_key_id: String
            let secret_access_key: String
            let token: String?
        }
        let credentials: Keys
        let expiration_in_seconds: Int
        let normalize: Bool
        let region: String
        let service: String
        let sign_body: Bool
        let timestamp: String
        let omit_session_token: Bool?
    }

    let name: String
    let context: Context
    let request: String

    init(name: String) throws {
        self.name = name
        let folder = Self.folder.appending(path: name)
        context = try JSONDecoder().decode(Context.self, from: Data(contentsOf: folder.appending(path: "context.json")))
        request = try String(contentsOf: folder.appending(path: "request.txt"), encoding: .utf8)
    }

    /// The case with a signed request in place of the one to sign.
    init(signed file: String, of other: SuiteCase) throws {
        name = other.name
        context = other.context
        request = try other.expected(file)
    }

    /// A file of the case without the line feeds at its end, which differ from case to case.
    func expected(_ file: String) throws -> String {
        try Self.trimmed(String(contentsOf: Self.folder.appending(path: "\(name)/\(file).txt"), encoding: .utf8))
    }

    static func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    var head: [String] { request.components(separatedBy: "\n\n")[0].components(separatedBy: "\n").filter { !$0.isEmpty } }
    var body: String { request.components(separatedBy: "\n\n").dropFirst().first ?? "" }
    var method: String { String(head[0].prefix { $0 != " " }) }
    var target: String { String(head[0].dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)) }
    var url: String { "https://example.amazonaws.com\(target)" }

    var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for line in head.dropFirst() {
            if line.hasPrefix(" ") {
                headers[headers.count - 1].value += "\n" + line
            } else {
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                headers.append((String(line[..<colon]), String(line[colon...].dropFirst())))
            }
        }
        return headers
    }

    var date: SigningDate? { SigningDate(stamp: context.timestamp.filter { $0 != "-" && $0 != ":" }) }

    var credentials: Credentials {
        Credentials(
            accessKeyID: context.credentials.access_key_id, secretAccessKey: context.credentials.secret_access_key,
            sessionToken: context.credentials.token)
    }

    var signer: Signer {
        Signer(
            service: context.service, region: context.region, credentials: credentials, normalizesPath: context.normalize,
            payload: context.sign_body ? .declared : .hashed, signsSessionToken: context.omit_session_token != true)
    }

    var testDescription: String { name }
}
