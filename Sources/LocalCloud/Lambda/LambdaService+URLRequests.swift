internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import SigV4

/// Requests to Function URLs.
extension LambdaService {
    /// Answers a request that came to the cloud's own port for a name such as `<id>.lambda-url.us-east-1.localhost`. `nil` when its `Host`
    /// names no Function URL.
    func respond(toHostOf request: Request) async -> Response? {
        guard let host = request.head.authority, host.contains(".lambda-url.") else { return nil }
        let labels = host.prefix { $0 != ":" }.lowercased().split(separator: ".")
        guard labels.count == 4, labels[1] == "lambda-url", labels[3] == "localhost" else { return nil }
        guard let url = urls.all.first(where: { $0.row.id == labels[0] }) else {
            return Self.refusal(.forbidden, nil, type: "AccessDeniedException")
        }
        return await respond(to: request, url: url.key)
    }

    /// Answers a request to a Function URL.
    func respond(to request: Request, url key: String) async -> Response {
        guard let url = urls[key] else { return Self.forbidden }
        let origin = request.headers[.origin]
        if let cors = url.cors, let origin, request.method == .options, let method = request.headers["Access-Control-Request-Method"] {
            let names = request.headers["Access-Control-Request-Headers"] ?? ""
            let requested = names.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            // A page that may not gets no headers, and its browser refuses.
            return Response(status: .ok, headers: cors.preflight(origin: origin, method: method, headers: requested) ?? [:])
        }
        var response = await answer(request, url)
        if let cors = url.cors, let origin {
            // The rules of the URL win over what the function says.
            for field in response.headers where field.name.canonicalName.hasPrefix("access-control-") { response.headers[field.name] = nil }
            for field in cors.headers(origin: origin) ?? [:] { response.headers[field.name] = field.value }
        }
        return response
    }

    private func answer(_ request: Request, _ url: URLRow) async -> Response {
        let requestID = Random.uuid()
        let trace = TraceID(request.headers[TraceID.header])
        do {
            guard let body = try await request.bytes(upTo: Function.largestEvent) else {
                return Self.refusal(.contentTooLarge, "Request Entity Too Large")
            }
            let signer = try admit(request, body, url)
            let event = FunctionURLEvent(request, body, api: url.id, port: url.port, trace: trace, requestID: requestID, signer: signer)
            guard event.payload.count <= Function.largestEvent else { return Self.refusal(.contentTooLarge, "Request Entity Too Large") }
            let target = try target(url.identifier)
            var response =
                // What answers HEAD has no body that anybody would read.
                if url.invokeMode == "RESPONSE_STREAM", request.method != .head {
                    try await StreamedAnswer(stream(target, requestID, event.payload, trace: trace)).response
                } else {
                    try await buffered(target, requestID, event.payload, trace)
                }
            response.headers["x-amzn-RequestId"] = requestID
            response.headers[TraceID.header] = trace.root
            return response
        } catch let error as AWSError {
            if error.code == "TooManyRequestsException" { return Self.refusal(.tooManyRequests, error.message) }
            if error.code == "AccessDeniedException" {
                // Whoever asks again and again is told once a minute.
                let text = "Function URL: a request was refused: \(error.message)"
                if refusals.isDue(url.identifier.arn + text) { log(url.identifier, text) }
                return Self.forbidden
            }
            return failure("\(error.code): \(error.message)", url, requestID)
        } catch let error as FunctionURLAnswer.Unusable {
            return failure(error.reason, url, requestID)
        } catch let error as FunctionError {
            return failure("\(error)", url, requestID)
        } catch {
            return Self.refusal(.serviceUnavailable, "Service Unavailable")
        }
    }

    private func buffered(
        _ target: InvocationTarget, _ requestID: String, _ payload: [UInt8], _ trace: TraceID
    ) async throws -> Response {
        let event = RuntimeAPI.Event(requestID: requestID, payload: payload, arn: target.identifier.arn, trace: trace)
        return try FunctionURLAnswer(await run(target, event).invocation.result.get()).response
    }

    /// What a function that fails looks like from outside; why, is in the log.
    private func failure(_ reason: String, _ url: URLRow, _ requestID: String) -> Response {
        log(url.identifier, "Function URL: \(reason)")
        var response = Response.internalServerError
        response.headers["x-amzn-RequestId"] = requestID
        return response
    }

    private static var forbidden: Response {
        let help = "For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
        return refusal(.forbidden, "Forbidden. \(help)", type: "AccessDeniedException")
    }

    private static func refusal(_ status: HTTPResponse.Status, _ message: String?, type: String? = nil) -> Response {
        var response = Response.json(status, (["Message": message.map { .string($0) } ?? .null] as JSON).serialized())
        response.headers["x-amzn-ErrorType"] = type
        return response
    }

    // MARK: Who may

    /// Checks that a request may call the function. Returns who signed it, where that was asked for.
    private func admit(_ request: Request, _ body: [UInt8], _ url: URLRow) throws(AWSError) -> FunctionURLEvent.Signer? {
        guard url.authType == "AWS_IAM" else {
            try checkIsPublic(url)
            return nil
        }
        var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        if let host = request.head.authority { headers.append(("Host", host)) }
        let target = request.head.path ?? "/"
        let identity: SignatureVerifier.Identity
        let caller: AWSCall.Caller
        do {
            (caller, identity) = try Authenticator(context.credentials).authenticate(request.method.rawValue, target, headers, body)
        } catch {
            throw AWSError("AccessDeniedException", error.description)
        }
        guard identity.service == "lambda" else {
            throw AWSError("AccessDeniedException", "It is signed for the service \(identity.service.prefix(50)); sign it for lambda.")
        }
        try authorizeRole(AWSCall(caller), "InvokeFunctionUrl", url.identifier, keys: ["lambda:functionurlauthtype": [url.authType]])
        let arn =
            if case .role(let role, let session, _) = caller { AWSCall.Caller.assumedRoleARN(role, session: session) } else {
                "arn:aws:iam::\(Cloud.account):root"
            }
        return FunctionURLEvent.Signer(accessKeyID: identity.accessKeyID, arn: arn)
    }

    /// A public URL needs [two statements](https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html#urls-auth-none) in the policy of its
    /// function or alias.
    private func checkIsPublic(_ url: URLRow) throws(AWSError) {
        let statements = functions[url.function]?.policies[url.qualifier ?? ""]?.statements ?? []
        func isAllowed(_ action: String, _ condition: (JSON?) -> Bool) -> Bool {
            statements.contains { statement in
                let principal = statement["Principal"]
                let isEverybody = principal == "*" || principal?["AWS"] == "*"
                let allowed = statement["Action"]?.string
                return isEverybody && (allowed == action || allowed == "lambda:*" || allowed == "*") && condition(statement["Condition"])
            }
        }
        let target = "--function-name \(url.function)" + (url.qualifier.map { " --qualifier \($0)" } ?? "")
        guard isAllowed("lambda:InvokeFunctionUrl", { $0?["StringEquals"]?["lambda:FunctionUrlAuthType"]?.string ?? "NONE" == "NONE" })
        else {
            throw AWSError(
                "AccessDeniedException",
                "the URL is public, and its policy doesn't say so: aws lambda add-permission \(target) --statement-id url --action lambda:InvokeFunctionUrl --principal '*' --function-url-auth-type NONE"
            )
        }
        guard isAllowed("lambda:InvokeFunction", { $0 == nil || $0?["Bool"]?["lambda:InvokedViaFunctionUrl"]?.string == "true" }) else {
            throw AWSError(
                "AccessDeniedException",
                "since October 2025 a public URL needs a second statement: aws lambda add-permission \(target) --statement-id url-invoke --action lambda:InvokeFunction --principal '*' --invoked-via-function-url"
            )
        }
    }
}
