internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue

/// A [Function URL](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html): turns HTTP requests into events of payload format
/// 2.0, and what the function answers into HTTP responses.
///
/// Which kind of response it expects follows from what the function does: one that is streamed with a prelude is taken apart as in the
/// invoke mode RESPONSE_STREAM, but sent on when it is complete.
struct FunctionURL: Sendable {
    let function: Function

    /// Answers requests until the task is cancelled.
    func serve(_ isListening: (_ port: Int) -> Void) async throws {
        try await LoopbackServer.run(respond) { port in
            isListening(port)
            // Ends with the task.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
    }

    private func respond(to request: Request, on connection: LoopbackServer.Connection) async throws -> Response {
        let start = ContinuousClock.now
        let response = await response(to: request)
        let path = request.head.path?.prefix(200) ?? "/"
        function.log("\(request.method.rawValue) \(path) → \(response.status.code) in \(start.duration(to: .now).inMilliseconds)")
        return response
    }

    private func response(to request: Request) async -> Response {
        do {
            guard let body = try await request.bytes(upTo: Function.largestEvent) else {
                return .text(.contentTooLarge, "Request too long\n")
            }
            switch try await function.invoke(event(request, body)).result {
            case .success(let answer): return try FunctionURLAnswer(answer).response
            case .failure(let error):
                function.log("Function URL: \(error)")
                return .text(.badGateway, "Internal Server Error")
            }
        } catch let error as FunctionURLAnswer.Unusable {
            function.log("Function URL: \(error.reason)")
            return .text(.badGateway, "Internal Server Error")
        } catch InvokeError.eventTooLarge {
            return .text(.contentTooLarge, "Request too long\n")
        } catch {
            return .text(.serviceUnavailable, "Service Unavailable")
        }
    }

    /// The [event](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload) of a request.
    private func event(_ request: Request, _ body: [UInt8]) -> [UInt8] {
        let host = request.head.authority ?? "127.0.0.1"
        let domain = String(host.prefix { $0 != ":" })
        let query = request.uri.query ?? ""
        let path = request.uri.path
        let now = Date()
        var headers = OrderedText([("host", host)])
        for field in request.headers where field.name != .cookie { headers.add(field.name.canonicalName, field.value) }
        headers.set("x-forwarded-for", "127.0.0.1")
        headers.set("x-forwarded-proto", "http")
        var event: JSON.Object = [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path), "rawQueryString": .string(query), "headers": headers.json,
            "requestContext": [
                "accountId": "anonymous", "apiId": .string(function.configuration.name), "domainName": .string(domain),
                "domainPrefix": .string(domain.prefix { $0 != "." }.description),
                "http": [
                    "method": .string(request.method.rawValue), "path": .string(path), "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                    "userAgent": .string(request.headers[.userAgent] ?? ""),
                ],
                "requestId": .string(UUID().uuidString.lowercased()), "routeKey": "$default", "stage": "$default",
                "time": .string(Self.commonLogTime(now)), "timeEpoch": .integer(Int(now.timeIntervalSince1970 * 1000)),
            ],
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
        return JSON.object(event).serialized()
    }

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

    /// A time such as `12/Mar/2020:19:03:58 +0000`.
    private static func commonLogTime(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "dd/MMM/yyyy:HH:mm:ss Z"
        return formatter.string(from: date)
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

extension Duration {
    /// Milliseconds in a form to read, such as `3 ms`.
    var inMilliseconds: String { "\(Int((self / .milliseconds(1)).rounded())) ms" }
}
