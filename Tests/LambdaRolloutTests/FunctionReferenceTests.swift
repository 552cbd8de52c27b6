import Testing

@testable import LambdaRollout

@Suite("The name of a function")
struct FunctionReferenceTests {
    @Test(
        "is the same function in each of the forms that AWS accepts",
        arguments: [
            "hook", "hook:live", "hook:$LATEST", "function:hook", "111122223333:function:hook", "111122223333:function:hook:7",
            "eu-west-1:111122223333:function:hook", "arn:aws:lambda:eu-west-1:111122223333:function:hook",
            "arn:aws:lambda:eu-west-1:111122223333:function:hook:live",
        ])
    func same(text: String) throws {
        let function = try #require(FunctionReference("arn:aws:lambda:eu-west-1:111122223333:function:hook"))
        #expect(try #require(FunctionReference(text)).isSameFunction(as: function))
    }

    @Test(
        "is another function where anything differs",
        arguments: [
            "hooks", "Hook", "arn:aws:lambda:eu-west-1:111122223333:function:other", "arn:aws:lambda:eu-west-2:111122223333:function:hook",
            "arn:aws:lambda:eu-west-1:444455556666:function:hook", "arn:aws-cn:lambda:eu-west-1:111122223333:function:hook",
            "444455556666:function:hook", "live:hook",
        ])
    func different(text: String) throws {
        let function = try #require(FunctionReference("arn:aws:lambda:eu-west-1:111122223333:function:hook"))
        #expect(try !#require(FunctionReference(text)).isSameFunction(as: function))
    }

    @Test(
        "is nothing in other texts",
        arguments: ["", ":", "a:", "arn:aws:lambda", "arn:aws:s3:::bucket:a", "a:b:c", String(repeating: "a", count: 300)])
    func none(text: String) {
        #expect(FunctionReference(text) == nil)
    }

    @Test("with a qualifier tells two hooks of one function apart")
    func qualifiers() {
        let hooks = [
            AppSpec.Hook(phase: .beforeAllowTraffic, function: "hook:1"), AppSpec.Hook(phase: .afterAllowTraffic, function: "hook:2"),
        ]
        func phases(_ arn: String) -> [Rollout.Phase] {
            HookIdentity(invokedFunctionARN: "arn:aws:lambda:eu-west-1:111122223333:function:" + arn, functionName: "hook").phases(
                in: hooks)
        }
        #expect(phases("hook:2") == [.afterAllowTraffic])
        #expect(phases("hook") == [.beforeAllowTraffic, .afterAllowTraffic])
        #expect(phases("other").isEmpty)
    }
}
