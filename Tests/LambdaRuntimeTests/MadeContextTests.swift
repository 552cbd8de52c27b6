// Imports no more than a test of a handler would.
import LambdaRuntime
import Testing

struct MadeContextTests {
    @Test("a context made by hand says all that one of Lambda's can say, and its JSON can be named")
    func everything() {
        let context = LambdaContext(
            requestID: "a", environment: ["AWS_LAMBDA_FUNCTION_NAME": "hook"],
            invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:hook:live", traceID: "Root=1", tenantID: "blue",
            clientContext: ["client": ["app_title": "shop"]], cognitoIdentity: ["cognitoIdentityId": "id"])
        let title: JSON? = context.clientContext?["client"]?["app_title"]
        #expect(title == "shop" && context.cognitoIdentity == ["cognitoIdentityId": "id"])
        #expect(context.invokedFunctionARN.hasSuffix(":live") && context.functionName == "hook")
        #expect(context.traceID == "Root=1" && context.tenantID == "blue")
    }

    @Test("a context made with little has no more")
    func little() {
        let context = LambdaContext(requestID: "a")
        #expect(context.invokedFunctionARN == "" && context.traceID == nil && context.tenantID == nil)
        #expect(context.clientContext == nil && context.cognitoIdentity == nil)
    }
}
