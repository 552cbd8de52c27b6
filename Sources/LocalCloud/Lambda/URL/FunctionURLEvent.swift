internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// The [event](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload) that a request to a Function URL
/// becomes, in payload format 2.0.
struct FunctionURLEvent {
    /// Who signed the request.
    struct Signer {
        let accessKeyID: String
        let arn: String

        fileprivate var json: JSON {
            [
                "accessKey": .string(accessKeyID), "accountId": .string(Cloud.account), "callerId": .string(accessKeyID),
                "cognitoIdentity": .null, "principalOrgId": .null, "userArn": .string(arn), "userId": .string(accessKeyID),
            ]
        }
    }

    let payload: [UInt8]

    /// - Parameters:
    ///   - api: What stands as the id of the API.
    ///   - port: The port that the request came to, where its `Host` names none.
    init(
        _ request: Request, _ body: [UInt8], api: String, port: Int = 80, trace: TraceID,
        requestID: String = Random.uuid(), signer: Signer? = nil
    ) {
        let host = request.head.authority ?? "127.0.0.1"
        let domain = String(host.prefix { $0 != ":" })
        let query = request.uri.query ?? ""
        let path = request.uri.path
        let now = Date()
        var headers = OrderedText([("host", host)])
        for field in request.headers where field.name != .cookie && !Self.hopByHop.contains(field.name.canonicalName) {
            headers.add(field.name.canonicalName, field.value)
        }
        headers.set("x-amzn-trace-id", trace.root)
        headers.set("x-forwarded-for", "127.0.0.1")
        headers.set("x-forwarded-port", host.split(separator: ":").dropFirst().last.map { String($0) } ?? String(port))
        headers.set("x-forwarded-proto", "http")
        var context: JSON.Object = [
            "accountId": .string(signer == nil ? "anonymous" : Cloud.account), "apiId": .string(api), "domainName": .string(domain),
            "domainPrefix": .string(domain.prefix { $0 != "." }.description),
            "http": [
                "method": .string(request.method.rawValue), "path": .string(path), "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                "userAgent": .string(request.headers[.userAgent] ?? ""),
            ],
            "requestId": .string(requestID), "routeKey": "$default", "stage": "$default",
            "time": .string(Self.commonLogTime(Int(now.timeIntervalSince1970))),
            "timeEpoch": .integer(Int(now.timeIntervalSince1970 * 1000)),
        ]
        if let signer { context["authorizer"] = ["iam": signer.json] }
        var event: JSON.Object = [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path), "rawQueryString": .string(query), "headers": headers.json,
            "requestContext": .object(context),
        ]
        let cookies = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
        if !cookies.isEmpty { event["cookies"] = .array(cookies.map { .string($0.trimmingCharacters(in: .whitespaces)) }) }
        if !query.isEmpty { event["queryStringParameters"] = Self.parameters(query).json }
        var isBase64 = false
        if !body.isEmpty {
            let text = Self.isText(request.headers[.contentType]) ? String(validating: body, as: UTF8.self) : nil
            isBase64 = text == nil
            event["body"] = .string(text ?? Data(body).base64EncodedString())
        }
        event["isBase64Encoded"] = .bool(isBase64)
        payload = JSON.object(event).serialized()
    }

    /// What is the connection's own affair, and does not go on.
    private static let hopByHop: Set = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]

    private static func parameters(_ query: String) -> OrderedText {
        func decoded(_ text: Substring) -> String {
            let spaced = text.replacing("+", with: " ")
            return spaced.removingPercentEncoding ?? String(spaced)
        }
        var parameters = OrderedText([])
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters.add(decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
        return parameters
    }

    /// Whether a body of this media type goes into the event as text. A form goes as Base64, as AWS sends it.
    private static func isText(_ contentType: String?) -> Bool {
        guard let type = contentType?.prefix(while: { $0 != ";" }).trimmingCharacters(in: .whitespaces).lowercased() else { return false }
        return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml")
            || ["application/json", "application/javascript", "application/xml"].contains(type)
    }

    /// A time such as `12/Mar/2020:19:03:58 +0000`. (Foundation's formatters would take longer than all the rest of a request.)
    static func commonLogTime(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[Int(parts.tm_mon) % 12]
        return
            "\(two(parts.tm_mday))/\(month)/\(parts.tm_year + 1900):\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
    }
}

/// Names with values in their order, repeated ones joined by commas.
private struct OrderedText {
    private var names: [String] = []
    private var values: [String: String] = [:]

    init(_ elements: [(String, String)]) {
        for (name, value) in elements { add(name, value) }
    }

    mutating func add(_ name: String, _ value: String) {
        if let old = values[name] { return values[name] = "\(old),\(value)" }
        names.append(name)
        values[name] = value
    }

    mutating func set(_ name: String, _ value: String) {
        values[name] = nil
        names.removeAll { $0 == name }
        add(name, value)
    }

    var json: JSON {
        var object = JSON.Object()
        for name in names { object[name] = values[name].map { .string($0) } }
        return .object(object)
    }
}
