// The function that is released: behind a Function URL, with a fault that came in with version 2.
import LambdaRuntime

try await Lambda.run { (request: FunctionURLRequest, context) in
    guard context.functionVersion != "2" else {
        context.logger.error("the price list is gone", metadata: ["path": "\(request.rawPath)"])
        return FunctionURLResponse(statusCode: 500, body: "no prices today")
    }
    return FunctionURLResponse(
        statusCode: 200, headers: ["Content-Type": "text/plain"], body: "tea costs 3, says version \(context.functionVersion)")
}
