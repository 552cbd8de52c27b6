// The function that is released, behind a Function URL. FAULT says what is wrong with a version: `rollout demo` ships them all. Where it is
// not set, a fault came in with version 2.
import LambdaRuntime

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

struct BasketError: Error {}

let setFault = getenv("FAULT").map { String(cString: $0) }

try await Lambda.run { (request: FunctionURLRequest, context) in
    let version = context.functionVersion
    switch setFault ?? (version == "2" ? "everything" : "none") {
    case "everything":
        context.logger.error("the price list is gone", metadata: ["path": "\(request.rawPath)"])
        return FunctionURLResponse(statusCode: 500, body: "no prices today")
    case "basket" where request.rawPath == "/basket":
        // No test looks at it: only users do.
        throw BasketError()
    default:
        return FunctionURLResponse(
            statusCode: 200, headers: ["Content-Type": "text/plain"], body: "tea costs 3, says version \(version)")
    }
}
