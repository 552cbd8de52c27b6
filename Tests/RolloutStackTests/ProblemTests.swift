import Testing

@testable import RolloutStack

/// What is wrong with a stack: all of it at once, with the call that made it so.
@Suite("Problems")
struct ProblemTests {
    /// The one problem of a stack, with what a call did to it.
    private func problem(_ declare: (Stack) -> Void) -> String {
        let stack = Stack("shop")
        declare(stack)
        let texts = stack.problemTexts
        return texts.count == 1 ? texts[0] : "\(texts.count) problems: \(texts)"
    }

    @Test("all problems come at once, each with the file and the line of its call")
    func allAtOnce() throws {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), memory: .mebibytes(64))
        let line = #line - 1
        stack.function("Worker", code: .product("Worker"), rollout: .canary(percentage: 0))
        stack.output("Gone", .ref("Nothing"))
        let error = try #require(throws: StackError.self) { try stack.template() }
        #expect(error.problems.count == 3)
        #expect(error.problems.map(\.location.line) == [line, line + 2, line + 3])
        #expect(error.problems.allSatisfy { $0.location.file == #filePath })
        #expect(error.description.hasPrefix("\(#filePath):\(line): error: \"Api\" has 64 MB of memory"))
        #expect(error.description.split(separator: "\n").count == 3)
    }

    @Test("addRollout needs a rollout that was deferred, once")
    func addRollout() {
        #expect(
            problem { $0.function("Api", code: .product("Api")).addRollout(.canary()) }
                == "Cannot call \"addRollout\" on the \"Api\" function without passing \"rollout\" to the constructor first.")
        #expect(
            problem { $0.function("Api", code: .product("Api"), rollout: .canary()).addRollout(.canary()) }
                == "Rollout has already been configured for the \"Api\" function.")
        #expect(
            problem {
                let api = $0.function("Api", code: .product("Api"), rollout: true)
                api.addRollout(.canary())
                api.addRollout(.canary())
            } == "Rollout has already been configured for the \"Api\" function.")
        #expect(problem { $0.function("Api", code: .product("Api"), rollout: true) }.contains("deferred and never configured"))
    }

    @Test("latestURL needs a rollout, and to be asked for")
    func latestURL() {
        #expect(
            problem { $0.output("Url", $0.function("Api", code: .product("Api"), url: true).latestURL) }
                .hasPrefix("2 problems") == true)
        let stack = Stack("shop")
        _ = stack.function("Api", code: .product("Api"), url: true).latestURL
        #expect(stack.problemTexts == ["\"latestUrl\" is only available when rollout is configured. Use \"url\" instead."])
        let other = Stack("shop")
        _ = other.function("Api", code: .product("Api"), url: true, rollout: .canary()).latestURL
        #expect(other.problemTexts == ["Latest function URL is not enabled. Set \"latestUrl\" in the rollout config."])
        #expect(problem { $0.function("Api", code: .product("Api"), rollout: .canary(latestURL: true)) }.contains("but no URL"))
        let without = Stack("shop")
        _ = without.function("Api", code: .product("Api")).url
        #expect(without.problemTexts.contains { $0.contains("has no URL") })
    }

    @Test("a circle is named with its path")
    func circle() {
        let text = problem {
            $0.resource("A", "AWS::SNS::Topic", ["DisplayName": .ref("B")])
            $0.resource("B", "AWS::SNS::Topic", ["DisplayName": "\(TemplateValue.getAtt("C", "TopicName")) and more"])
            $0.resource("C", "AWS::SNS::Topic", dependsOn: ["A"])
        }
        #expect(text.contains("in a circle: A → B → C → A"), "\(text)")
    }

    @Test("two functions that are linked to each other's address are a circle, with its path")
    func functionCircle() {
        let stack = Stack("shop")
        let first = stack.function("First", code: .product("A"), url: true)
        stack.function("Second", code: .product("B"), links: [first], url: true)
        stack.transform("AWS::Lambda::Function") {
            if $0.logicalID == "First" { $0.properties["Environment"] = ["Variables": ["OTHER": .getAtt("SecondUrl", "FunctionUrl")]] }
        }
        #expect(stack.problemTexts.first?.contains("First → SecondUrl → Second → FirstUrl → First") == true, "\(stack.problemTexts)")
    }

    @Test("two resources can't have one logical id")
    func duplicates() {
        let text = problem {
            $0.resource("Orders", "AWS::SNS::Topic")
            $0.queue("Orders")
        }
        #expect(text.contains("two resources have the logical id \"Orders\""))
        #expect(text.contains("ProblemTests.swift:"))
    }

    @Test("what is referred to has to be there, in an UpdatePolicy, too")
    func dangling() {
        #expect(problem { $0.resource("A", "AWS::SNS::Topic", ["DisplayName": .ref("Gone")]) }.contains("\"Gone\""))
        #expect(problem { $0.resource("A", "AWS::SNS::Topic", ["DisplayName": .sub("x ${Gone.Arn}")]) }.contains("\"Gone\""))
        #expect(problem { $0.resource("A", "AWS::SNS::Topic", dependsOn: ["Gone"]) }.contains("depends on \"Gone\""))
        #expect(problem { $0.resource("A", "AWS::SNS::Topic", condition: "Gone") }.contains("condition \"Gone\""))
        #expect(
            problem { $0.resource("A", "AWS::SNS::Topic", ["DisplayName": .if("Gone", "a", else: "b")]) }.contains("condition \"Gone\""))
        let stack = Stack("shop", deployments: .managedByCloudFormation)
        stack.function("Api", code: .product("Api"), rollout: .canary())
        stack.transform("AWS::Lambda::Alias") {
            $0.updatePolicy = $0.updatePolicy.map { _ in ["CodeDeployLambdaAliasUpdate": ["DeploymentGroupName": .ref("Gone")]] }
        }
        #expect(stack.problemTexts.contains { $0.contains("its UpdatePolicy refers to \"Gone\"") }, "\(stack.problemTexts)")
        #expect(stack.problemTexts.contains { $0.contains("its UpdatePolicy lacks ApplicationName") })
    }

    @Test("a hook is another function than the one that it guards, of the same stack")
    func hooks() {
        let stack = Stack("shop")
        let api = stack.function("Api", code: .product("Api"), rollout: true)
        api.addRollout(.canary(), beforeTraffic: api)
        #expect(stack.problemTexts.contains { $0.contains("can't be the hook of its own rollout") })
        let other = Stack("other").function("Smoke", code: .product("Smoke"))
        #expect(problem { $0.function("Api", code: .product("Api"), rollout: .canary(beforeTraffic: other)) }.contains("another stack"))
        #expect(problem { $0.function("Api", code: .product("Api"), rollout: .canary(afterTraffic: .arn("smoke"))) }.contains("no ARN"))
    }

    @Test("a deploy has to wait as long as the hooks and the shift may take")
    func patience() {
        #expect(
            problem {
                $0.function(
                    "Api", code: .product("Api"),
                    rollout: .allAtOnce(beforeTraffic: .product("Smoke", timeout: .minutes(5)), wait: .atMost(.minutes(4))))
            }.hasPrefix("2 problems"))
        #expect(
            problem { $0.function("Api", code: .product("Api"), rollout: .canary(wait: .atMost(.minutes(5)))) }
                .contains("takes 0:10 with its hooks, but a deploy waits 0:05"))
        #expect(
            problem { $0.function("Api", code: .product("Api"), rollout: .canary(wait: .atMost(.minutes(10)))) } == "0 problems: []")
    }

    @Test("alarms watch a version, have names of their own, and periods that CloudWatch has")
    func alarms() {
        let with = { (alarms: [RolloutAlarm]) in
            problem { $0.function("Api", code: .product("Api"), rollout: .canary(alarms: alarms)) }
        }
        #expect(with([.metric("Shop", "Orders", above: 1, dimensions: ["Stage": "prod"])]).contains("watches no version"))
        #expect(with([.metric("Shop", "Orders", above: 1, dimensions: ["Stage": "prod"]).ofTheWholeService()]) == "0 problems: []")
        #expect(with([.metric("Shop", "Orders", above: 1, dimensions: ["Version": AlarmMetric.version])]) == "0 problems: []")
        #expect(with([.errors(), .errors(above: 3)]).contains("two alarms \"errors\""))
        #expect(with([.errors(period: .seconds(90))]).contains("period"))
        #expect(with([.errors(periods: 0)]).contains("periods"))
        #expect(with([.errors(period: .hours(1), periods: 25)]).contains("periods"))
        #expect(with([.errorRate(above: .nan)]).contains("threshold"))
        #expect(with([.metric("AWS/Lambda", "Duration", statistic: "p101", above: 1)]).contains("statistic"))
        #expect(with([.expression("Errors", metrics: ["Errors": .lambda("Errors")], above: 1, label: "x")]).contains("small letter"))
        #expect(with([.composite("Both", .all([]))]).contains("without a member"))
        #expect(with((0...50).map { .named("Alarm\($0)") }).contains("50 at most"))
    }

    @Test("more than ten alarms are a warning: accounts with the older limit take ten")
    func manyAlarms() throws {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .canary(alarms: (0...10).map { .named("Alarm\($0)") }))
        #expect(try stack.template().warnings.count == 1)
    }

    @Test("numbers of a function that Lambda refuses are errors")
    func numbers() {
        let with = { (declare: (Stack) -> Void) in problem(declare) }
        #expect(with { $0.function("A", code: .product("A"), memory: .mebibytes(10_241)) }.contains("10,240"))
        #expect(with { $0.function("A", code: .product("A"), memory: .gibibytes(.max)) }.contains("10,240"))
        #expect(with { $0.function("A", code: .product("A"), timeout: .minutes(16)) }.contains("1 to 900"))
        #expect(with { $0.function("A", code: .product("A"), timeout: .hours(.max)) }.contains("1 to 900"))
        #expect(with { $0.function("A", code: .product("A"), timeout: .milliseconds(1500)) }.contains("whole seconds"))
        #expect(with { $0.function("A", code: .product("A"), layers: ["a", "b", "c", "d", "e", "f"]) }.contains("allows 5"))
        #expect(with { $0.function("A", code: .product("A"), logs: .days(2)) }.contains("for 2 days"))
        #expect(with { $0.function("A", code: .product("A"), reservedConcurrency: -1) }.contains("reserve"))
        #expect(with { $0.function("A", code: .product("A"), provisionedConcurrency: 1) }.contains("belongs to a version"))
        #expect(
            with { $0.function("A", code: .product("A"), reservedConcurrency: 1, provisionedConcurrency: 2, rollout: .canary()) }
                .contains("may run only 1"))
        #expect(with { $0.function("A", code: .product("A"), provisionedConcurrency: 2, rollout: .canary()) } == "0 problems: []")
        #expect(with { $0.function("A", code: .product("A"), asynchronous: .init(maximumRetries: 3)) }.contains("0 to 2"))
        #expect(with { $0.function("A", code: .product("A"), asynchronous: .init(maximumAge: .seconds(1))) }.contains("6 hours"))
        #expect(with { $0.function("A", code: .product("A"), rollout: .canary(alias: "12")) }.contains("alias"))
        #expect(with { $0.function("A", code: .product("A"), rollout: .canary(alias: "latest")) }.contains("latest"))
        #expect(
            with { $0.function("A", code: .product("A"), url: .public(cors: CORS(origins: ["*"], credentials: true))) }.contains(
                "credentials"))
    }

    @Test("variables have names that Lambda takes, each once")
    func variables() {
        let with = { (environment: TemplateObject) in problem { $0.function("A", code: .product("A"), environment: environment) } }
        #expect(with(["A-B": "1"]).contains("can't be a variable"))
        #expect(with(["_A": "1"]).contains("can't be a variable"))
        #expect(with(["AWS_REGION": "x"]).contains("sets the variable"))
        #expect(with(["SST_KEY": "x"]).contains("belongs to the links"))
        #expect(with(["AA": "1", "AA": "2"]).contains("twice"))
    }

    @Test("resources of your own are checked where cfn-lint is blind")
    func ownResources() {
        let with = { (type: String, properties: TemplateObject) in problem { $0.resource("X", type, properties) } }
        let routing = { (percentage: TemplateValue, interval: TemplateValue) -> TemplateObject in
            [
                "ComputePlatform": "Lambda",
                "TrafficRoutingConfig": [
                    "Type": "TimeBasedCanary", "TimeBasedCanary": ["CanaryPercentage": percentage, "CanaryInterval": interval],
                ],
            ]
        }
        #expect(with("AWS::CodeDeploy::DeploymentConfig", routing(0, 5)).contains("1 to 99"))
        #expect(with("AWS::CodeDeploy::DeploymentConfig", routing(10, 99_999)).contains("2,880"))
        #expect(with("AWS::CodeDeploy::DeploymentConfig", routing(10, 5)) == "0 problems: []")
        #expect(
            with("AWS::CodeDeploy::DeploymentGroup", ["DeploymentConfigName": "CodeDeployDefault.LambdaCanary"]).contains(
                "no configuration"))
        #expect(with("AWS::Lambda::Url", ["Qualifier": "7", "AuthType": "NONE"]).contains("not to the version \"7\""))
        #expect(with("AWS::Lambda::Version", ["FunctionName": "a"]).contains("Retain"))
        #expect(with("AWS::SNS::Topic", ["DisplayName": .double(.infinity)]).contains("JSON can't hold"))
        #expect(problem { $0.resource("Not-an-id", "AWS::SNS::Topic") }.contains("logical id"))
    }

    @Test(
        "a stack's name and stage are what CloudFormation takes",
        arguments: ["", "1shop", "my shop", "shöp", "-", String(repeating: "a", count: 65)])
    func stackNames(name: String) {
        #expect(Stack(name).problemTexts.first?.contains("stack's name") == true)
        #expect(Stack("shop", stage: name).problemTexts.first?.contains("stack's stage") == true)
        #expect(Stack("My-Shop-2", stage: "pr-17").problemTexts == [])
    }

    @Test("weights on an alias that CodeDeploy moves are an error")
    func weights() {
        let stack = Examples.small()
        stack.transform("AWS::Lambda::Alias") {
            if $0.logicalID == "ApiLive" { $0.properties["RoutingConfig"] = ["AdditionalVersionWeights": []] }
        }
        #expect(stack.problemTexts.contains { $0.contains("RoutingConfig") })
    }

    @Test("a stack that outgrows one template says what to do")
    func tooLarge() {
        let stack = Stack("shop")
        for index in 0..<60 {
            stack.function("F\(index)", code: .product("F"), url: true, rollout: .canary(beforeTraffic: .product("Smoke")))
        }
        #expect(stack.problemTexts.contains { $0.contains("layout: .nested") })
    }
}
