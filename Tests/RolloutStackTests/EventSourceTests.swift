import Testing

@testable import RolloutStack

/// Each source of events calls the live alias, or the latest where it is told to, and nothing else is allowed to.
@Suite("Event sources")
struct EventSourceTests {
    /// A source of events: how it is made, where its target stands, and whom it lets in.
    struct Source: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let declare: @Sendable (Stack, Function, TargetVersion) -> Void
        let type: String
        let target: @Sendable (TemplateObject) -> TemplateValue?
        let principal: String?
        /// Part of the ARN that the calls come from.
        var source = ""
    }

    static let sources: [Source] = [
        Source(
            testDescription: "HTTP API", declare: { $0.httpAPI("Public").route("GET /orders/{id}", to: $1, version: $2) },
            type: "AWS::ApiGatewayV2::Integration", target: { $0["IntegrationUri"] }, principal: "apigateway.amazonaws.com",
            source: "/*/GET/orders/*"),
        Source(
            testDescription: "REST API", declare: { $0.restAPI("Public").route("POST /orders/{id}/items", to: $1, version: $2) },
            type: "AWS::ApiGateway::Method", target: { $0["Integration"]?.at("Uri") }, principal: "apigateway.amazonaws.com",
            source: "/*/POST/orders/*/items"),
        Source(
            testDescription: "load balancer",
            declare: {
                $0.listenerRule(
                    "Web", listener: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1/2", priority: 3, paths: ["/*"],
                    to: $1, version: $2)
            },
            type: "AWS::ElasticLoadBalancingV2::TargetGroup", target: { $0["Targets"]?.array?.first?.at("Id") },
            principal: "elasticloadbalancing.amazonaws.com", source: "targetgroup/shop-prod-Web/*"),
        Source(
            testDescription: "queue", declare: { $1.consume($0.queue("Orders"), version: $2) }, type: "AWS::Lambda::EventSourceMapping",
            target: { $0["FunctionName"] }, principal: nil),
        Source(
            testDescription: "table", declare: { $1.consume($0.table("Prices", partitionKey: "id"), version: $2) },
            type: "AWS::Lambda::EventSourceMapping", target: { $0["FunctionName"] }, principal: nil),
        Source(
            testDescription: "data stream", declare: { $1.consume($0.dataStream("Clicks"), version: $2) },
            type: "AWS::Lambda::EventSourceMapping", target: { $0["FunctionName"] }, principal: nil),
        Source(
            testDescription: "topic", declare: { $1.subscribe(to: $0.topic("News"), version: $2) }, type: "AWS::SNS::Subscription",
            target: { $0["Endpoint"] }, principal: "sns.amazonaws.com", source: "News"),
        Source(
            testDescription: "rule", declare: { $0.rule("Deployments", pattern: ["source": ["aws.codedeploy"]], to: $1, version: $2) },
            type: "AWS::Events::Rule", target: { $0["Targets"]?.array?.first?.at("Arn") }, principal: "events.amazonaws.com",
            source: "Deployments"),
        Source(
            testDescription: "schedule", declare: { $0.schedule("Nightly", .cron("0 3 * * ? *"), to: $1, version: $2) },
            type: "AWS::Events::Rule", target: { $0["Targets"]?.array?.first?.at("Arn") }, principal: "events.amazonaws.com",
            source: "Nightly"),
        Source(
            testDescription: "bucket", declare: { $0.bucket("Uploads").notify($1, suffix: ".csv", version: $2) }, type: "AWS::S3::Bucket",
            target: { $0["NotificationConfiguration"]?.at("LambdaConfigurations")?.array?.first?.at("Function") },
            principal: "s3.amazonaws.com", source: "s3:::shop-prod-uploads"),
        Source(
            testDescription: "user pool", declare: { $0.userPool("Users").trigger(.preSignUp, $1, version: $2) },
            type: "AWS::Cognito::UserPool", target: { $0["LambdaConfig"]?.at("PreSignUp") }, principal: "cognito-idp.amazonaws.com",
            source: "Users"),
        Source(
            testDescription: "logs", declare: { $1.subscribe(toLogs: "/ecs/shop", pattern: "ERROR", version: $2) },
            type: "AWS::Logs::SubscriptionFilter", target: { $0["DestinationArn"] }, principal: "logs.amazonaws.com",
            source: "log-group:/ecs/shop:*"),
        Source(
            testDescription: "router", declare: { $0.router("Web").route("/*", to: $1, version: $2) },
            type: "AWS::CloudFront::Distribution",
            target: {
                $0["DistributionConfig"]?.at("Origins")?.array?.first?.at("DomainName")
            }, principal: "cloudfront.amazonaws.com", source: "distribution/"),
    ]

    private func template(_ source: Source, _ version: TargetVersion, rollout: Bool = true) throws -> Template {
        let stack = Stack("shop")
        let function = stack.function(
            "Api", code: .product("Api"), url: source.testDescription == "router" ? .iam() : false,
            asynchronous: AsynchronousInvocation(maximumRetries: 1),
            rollout: rollout ? .canary(latestURL: source.testDescription == "router" ? true : nil) : false)
        source.declare(stack, function, version)
        return try stack.template()
    }

    @Test("a source calls the live alias, its permission and the asynchronous configuration are on it", arguments: sources)
    func live(source: Source) throws {
        try check(source, .live, alias: "ApiLive", qualifier: "live", configuration: "ApiAsync", url: "ApiUrl")
    }

    @Test("a source calls the latest alias where it is told to", arguments: sources)
    func latest(source: Source) throws {
        try check(source, .latest, alias: "ApiLatest", qualifier: "latest", configuration: "ApiLatestAsync", url: "ApiLatestUrl")
    }

    private func check(_ source: Source, _ version: TargetVersion, alias: String, qualifier: String, configuration: String, url: String)
        throws
    {
        let template = try template(source, version)
        let target = try #require(source.target(try template.only(source.type)))
        #expect(References.all(in: target).map(\.name).contains(source.testDescription == "router" ? url : alias))
        #expect(!References.all(in: target).map(\.name).contains("Api"), "the bare function")
        let permissions = template.resources("AWS::Lambda::Permission").values.map(\.properties)
        #expect(permissions.isEmpty == (source.principal == nil))
        for permission in permissions {
            #expect(permission["FunctionName"] == .ref(alias))
            #expect(permission["Principal"] == source.principal.map { .string($0) })
            #expect(permission["SourceArn"]?.json.contains(source.source) == true)
        }
        let asynchronous = try template.properties(configuration)
        #expect(asynchronous["Qualifier"] == .string(qualifier))
        #expect(asynchronous["MaximumRetryAttempts"] == 1)
    }

    @Test("a function without a rollout is called itself", arguments: sources)
    func plain(source: Source) throws {
        let template = try template(source, .live, rollout: false)
        let target = try #require(source.target(try template.only(source.type)))
        let names = References.all(in: target).map(\.name)
        #expect(names.contains("Api") || names.contains("ApiUrl"))
    }

    @Test("cfn-lint finds nothing in any source", .enabled(if: Linter.isHere))
    func lint() async throws {
        try await Linter.check(
            Self.sources.flatMap { [try template($0, .live), try template($0, .latest), try template($0, .live, rollout: false)] })
    }

    @Test("CloudFront may call the address and invoke the function, from its distribution alone")
    func routerPermissions() throws {
        let stack = Stack("shop")
        let api = stack.function("Api", code: .product("Api"), url: .iam(), rollout: .canary())
        let other = stack.function("Other", code: .product("Other"), url: .iam())
        let router = stack.router("Web", certificate: "arn:aws:acm:us-east-1:123456789012:certificate/a")
        router.route("/*", to: api)
        router.route("/api/*", to: other)
        router.route("/api/v2/*", to: api)
        router.route("api.shop.example/*", to: other)
        stack.output("Url", router.url())
        let template = try stack.template()
        let actions = template.resources("AWS::Lambda::Permission").values.map { $0.properties["Action"]?.text ?? "" }
        #expect(
            actions.sorted() == Array(repeating: "lambda:InvokeFunction", count: 3) + Array(repeating: "lambda:InvokeFunctionUrl", count: 3)
        )
        let distributions = template.resources("AWS::CloudFront::Distribution").values.compactMap { $0.properties["DistributionConfig"] }
        #expect(distributions.count == 2)
        let main = try #require(distributions.first { $0.at("Aliases") == nil })
        #expect(main.at("CacheBehaviors")?.array?.map { $0.at("PathPattern") } == ["/api/v2/*", "/api/*"])
        #expect(distributions.contains { $0.at("Aliases") == ["api.shop.example"] })
        #expect(template.resources("AWS::CloudFront::OriginAccessControl").count == 1)
    }

    @Test("what a source can't be is an error")
    func refused() {
        let with = { (declare: (Stack, Function) -> Void) -> String in
            let stack = Stack("shop")
            declare(stack, stack.function("Api", code: .product("Api"), url: true, rollout: .canary()))
            return stack.problemTexts.joined(separator: "\n")
        }
        #expect(with { $0.httpAPI("P").route("orders", to: $1) }.contains("is no route"))
        #expect(
            with {
                let api = $0.httpAPI("P")
                api.route("GET /", to: $1)
                api.route("GET /", to: $1)
            }.contains("twice"))
        #expect(with { $0.restAPI("P").route("$default", to: $1) }.contains("is no route"))
        #expect(with { stack, _ in _ = stack.restAPI("P") }.contains("has no route"))
        #expect(with { $0.router("R").route("/*", to: $1) }.contains(".iam()"))
        #expect(with { $0.router("R").route("/api/*", to: $1) }.contains("has no route \"/*\""))
        #expect(with { $0.router("R").route("a.example/*", to: $1) }.contains("certificate"))
        #expect(with { $0.schedule("S", .rate(.seconds(30)), to: $1) }.contains("whole minutes"))
        #expect(with { $0.schedule("S", .cron("* * * * *"), to: $1) }.contains("six fields"))
        #expect(with { $0.schedule("S", .cron("0 6 * * * *"), to: $1) }.contains("\"?\""))
        #expect(with { $0.rule("S", pattern: [:], to: $1) }.contains("empty pattern"))
        #expect(with { $1.consume($0.queue("Q"), batchSize: 0) }.contains("1 to 10000"))
        #expect(with { $1.consume($0.queue("Q"), batchSize: 11) }.contains("window"))
        #expect(with { $1.consume($0.queue("Q", fifo: true), batchSize: 11) }.contains("1 to 10"))
        #expect(with { $1.consume($0.queue("Q"), maximumConcurrency: 1) }.contains("2 to 1000"))
        #expect(with { $1.consume($0.queue("Q", visibilityTimeout: .seconds(5))) }.contains("Lambda refuses that"))
        #expect(with { $1.consume($0.dataStream("D"), parallelization: 11) }.contains("1 to 10"))
        #expect(with { $0.listenerRule("L", listener: "a", priority: 0, paths: ["/"], to: $1) }.contains("1 to 50,000"))
        #expect(with { $0.listenerRule("L", listener: "a", priority: 1, to: $1) }.contains("neither hosts nor paths"))
        #expect(with { $1.subscribe(toLogsOf: $1) }.contains("its own logs"))
    }

    @Test("a queue hides its messages six times as long as the slowest function that reads it may take")
    func visibility() throws {
        let stack = Stack("shop")
        let queue = stack.queue("Orders")
        stack.function("A", code: .product("A"), timeout: .seconds(30)).consume(queue)
        stack.function("B", code: .product("B"), timeout: .seconds(40)).consume(queue)
        #expect(try stack.template().properties("Orders")["VisibilityTimeout"] == 240)
    }

    @Test("a rate is written as EventBridge wants it")
    func rates() {
        #expect(ScheduleExpression.rate(.minutes(1)).text == "rate(1 minute)")
        #expect(ScheduleExpression.rate(.minutes(90)).text == "rate(90 minutes)")
        #expect(ScheduleExpression.rate(.hours(1)).text == "rate(1 hour)")
        #expect(ScheduleExpression.rate(.hours(24)).text == "rate(1 day)")
        #expect(ScheduleExpression.rate(.days(2)).text == "rate(2 days)")
    }
}
