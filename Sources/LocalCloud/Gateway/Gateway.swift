internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSONValue
internal import SigV4
internal import Synchronization

/// The AWS API of the local cloud: one port for all its services. A request's signature tells which one it is for, and with it the protocol.
final class Gateway: Sendable {
    /// The largest body in bytes, where the operation doesn't take more.
    static let largestRequest = 1024 * 1024
    /// The largest body of a request that carries code or an object, in bytes: 50 MB in Base64.
    static let largestUpload = 70 * 1024 * 1024

    /// The largest body in bytes that a compressed one may stand for.
    static let largestInflatedRequest = 16 * 1024 * 1024

    private let context = Mutex<CloudContext?>(nil)
    private let isOpen = Gate()

    /// Answers requests from now on.
    func open(_ context: CloudContext) {
        self.context.withLock { $0 = context }
        isOpen.open()
    }

    func respond(to request: Request, on connection: LoopbackServer.Connection) async throws -> Response {
        let requestID = Random.uuid()
        await isOpen.wait()
        // Invocations wait for the most part, and there are many; whatever else may take long leaves the server's thread.
        let isLight = request.uri.path.hasSuffix("/invocations")
        var response = try await withTaskExecutorPreference(isLight ? nil : globalConcurrentExecutor) {
            try await self.response(to: request, requestID)
        }
        response.headers["x-amzn-RequestId"] = requestID
        return response
    }

    private func response(to request: Request, _ requestID: String) async throws -> Response {
        guard let context = context.withLock({ $0 }) else { return .text(.serviceUnavailable, "The cloud is not open yet.\n") }
        // Web pages may call functions where the URL's own rules let them.
        if let lambda = try? context.service(ServiceName.lambda) as? LambdaService,
            let response = await lambda.respond(toHostOf: request)
        {
            return response
        }
        guard !Self.isForeign(request.headers) else {
            return .text(.forbidden, "This server answers no requests of web pages from elsewhere.\n")
        }
        let head = GatewayRequest(request, body: [], requestID: requestID)
        let limit = Self.limit(head)
        guard let body = try await request.bytes(upTo: limit) else {
            let isInvocation = limit == Function.largestEvent
            let error = AWSError(
                isInvocation ? "RequestTooLargeException" : "RequestEntityTooLargeException", "Request must be smaller than \(limit) bytes."
            )
            var response = Wire.named(ServiceName.guess(head), head).response(error, head)
            response.status = .contentTooLarge
            return response
        }
        let whole = head.with(body: body)
        return await context.clock.work { _ in await response(to: whole, context) }
    }

    private func response(to request: GatewayRequest, _ context: CloudContext) async -> Response {
        let guess = ServiceName.guess(request)
        let caller: AWSCall.Caller
        let name: String
        do throws(VerificationError) {
            (caller, name) = try Authenticator(context.credentials).authenticate(request)
        } catch {
            let wire = Wire.named(guess, request)
            if error == .missingSignature, Self.needsNoSignature(guess, request) {
                return await response(to: request, wire, guess ?? ServiceName.s3, .account, context)
            }
            return wire.response(wire.error(error, request), request)
        }
        return await response(to: request, Wire.named(name, request), name, caller, context)
    }

    private func response(
        to request: GatewayRequest, _ wire: any WireProtocol, _ service: String, _ caller: AWSCall.Caller, _ context: CloudContext
    ) async -> Response {
        guard let request = request.inflated() else {
            return wire.response(AWSError("SerializationException", "The body is no gzip, or too large."), request)
        }
        let call = AWSCall(caller, requestID: request.requestID)
        do throws(AWSError) {
            let before = context.storage.failures.count
            let (response, isInvocation) = try await perform(request, wire, context.service(service), call)
            // What is answered now might be unknown to the next run. An invocation changes nothing, and may take long.
            let failures = context.storage.failures
            if !isInvocation, failures.count > before, let failure = failures.last {
                throw AWSError(
                    "InternalFailure", failure.description + ". The change counts, and is lost if the cloud ends before it can be written.")
            }
            return response
        } catch {
            return wire.response(error, request)
        }
    }

    /// What AWS too answers without a signature: links in messages of SNS, and S3's public objects, which all of them are here.
    private static func needsNoSignature(_ service: String?, _ request: GatewayRequest) -> Bool {
        switch service {
        case ServiceName.s3: true
        case ServiceName.sns: ["ConfirmSubscription", "Unsubscribe"].contains(request.parameter("Action"))
        default: false
        }
    }

    private func perform(
        _ request: GatewayRequest, _ wire: any WireProtocol, _ service: any AWSService, _ call: AWSCall
    ) async throws(AWSError) -> (response: Response, isInvocation: Bool) {
        let (operation, input) = try wire.read(request)
        if operation == "InvokeWithResponseStream", let wire = wire as? RestJSONProtocol, let lambda = service as? LambdaService {
            let (type, logTail) = try wire.invocation(input)
            let output = try await lambda.invokeWithResponseStream(
                function: input["FunctionName"]?.string ?? "", qualifier: input["Qualifier"]?.string, payload: request.body, type: type,
                logTail: logTail, clientContext: input["ClientContext"]?.string, call: call)
            return (output.response, true)
        }
        if operation == "Invoke", let wire = wire as? RestJSONProtocol, let lambda = service as? any FunctionInvoker {
            let (type, logTail) = try wire.invocation(input)
            let output = try await lambda.invoke(
                function: input["FunctionName"]?.string ?? "", qualifier: input["Qualifier"]?.string, payload: request.body, type: type,
                logTail: logTail, clientContext: input["ClientContext"]?.string, call: call)
            return (wire.response(output), type != .event)
        }
        if let s3 = service as? S3Service { return (try s3.respond(to: operation, input, request, call), false) }
        return (wire.response(to: operation, try await service.call(operation, input, call), request), false)
    }

    /// How large the body may be.
    private static func limit(_ head: GatewayRequest) -> Int {
        switch ServiceName.guess(head) {
        case ServiceName.lambda:
            switch (try? LambdaRoute.find(head))?.route.operation {
            case "CreateFunction", "UpdateFunctionCode": largestUpload
            case "Invoke", "InvokeAsync", "InvokeWithResponseStream": Function.largestEvent
            default: largestRequest
            }
        case ServiceName.s3: largestUpload
        default: largestRequest
        }
    }

    /// Whether a browser sends it for a page of another site. Such a page can't read answers, but what it sends would be done.
    private static func isForeign(_ headers: HTTPFields) -> Bool {
        if headers["Sec-Fetch-Site"] == "cross-site" { return true }
        guard let origin = headers[.origin] else { return false }
        let authority = origin.components(separatedBy: "://").last
        return !LoopbackServer.isLoopback(authority)
    }
}
