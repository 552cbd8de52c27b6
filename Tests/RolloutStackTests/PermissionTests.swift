import Testing

@testable import RolloutStack

/// What roles may do: what they need, and no more.
@Suite("Permissions")
struct PermissionTests {
    private static let hook = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-prod-Smoke"

    @Test("CodeDeploy may call these hooks, move this alias, read these alarms, publish to these topics, and nothing else")
    func groupRole() throws {
        let statements = try Examples.shop().template().statements("ApiGroupRole")
        let arn = { (service: String, resource: String) in
            "{\"Fn::Sub\":\"arn:${AWS::Partition}:\(service):${AWS::Region}:${AWS::AccountId}:\(resource)\"}"
        }
        #expect(
            Set(statements) == [
                "{\"Effect\":\"Allow\",\"Action\":\"lambda:InvokeFunction\",\"Resource\":\(arn("lambda", "function:shop-prod-Smoke"))}",
                "{\"Effect\":\"Allow\",\"Action\":[\"lambda:GetAlias\",\"lambda:GetProvisionedConcurrencyConfig\",\"lambda:UpdateAlias\"],\"Resource\":[\(arn("lambda", "function:shop-prod-Api")),\(arn("lambda", "function:shop-prod-Api:live"))]}",
                "{\"Effect\":\"Allow\",\"Action\":\"cloudwatch:DescribeAlarms\",\"Resource\":[\(arn("cloudwatch", "alarm:CheckoutBroken")),\(arn("cloudwatch", "alarm:shop-prod-Api-errorRate-v*")),\(arn("cloudwatch", "alarm:shop-prod-Api-latency-p99-v*"))]}",
                "{\"Effect\":\"Allow\",\"Action\":\"sns:Publish\",\"Resource\":\(arn("sns", "shop-prod-Alerts"))}",
            ])
    }

    @Test("a group without alarms, hooks and topics has a role that moves the alias")
    func least() throws {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .canary())
        #expect(try stack.template().statements("ApiGroupRole").count == 1)
    }

    @Test("composite alarms are shown only to those who may see all")
    func composite() throws {
        let stack = Stack("shop")
        stack.function("Api", code: .product("Api"), rollout: .canary(alarms: [.named("All", isComposite: true)]))
        #expect(
            try stack.template().statements("ApiGroupRole").contains { $0.contains("DescribeAlarms") && $0.contains("\"Resource\":\"*\"") })
    }

    @Test("a hook may report to its own deployment groups and read their deployments")
    func hookRole() throws {
        let stack = Stack("shop")
        let smoke = stack.function("Smoke", code: .product("Smoke"))
        stack.function("A", code: .product("A"), rollout: .canary(beforeTraffic: smoke))
        stack.function("B", code: .product("B"), rollout: .canary(afterTraffic: smoke))
        stack.function("C", code: .product("C"), rollout: .canary())
        let statements = try stack.template().statements("SmokeRole").filter { $0.contains("codedeploy") }
        #expect(statements.count == 2)
        let group = try #require(statements.first { $0.contains("deploymentgroup") })
        #expect(group.contains("codedeploy:PutLifecycleEventHookExecutionStatus") && group.contains("codedeploy:GetDeployment\""))
        #expect(group.contains("deploymentgroup:shop-prod/shop-prod-A\"") && group.contains("deploymentgroup:shop-prod/shop-prod-B\""))
        #expect(!group.contains("shop-prod-C"))
        #expect(statements.contains { $0.contains("codedeploy:GetApplicationRevision") && $0.contains("application:shop-prod\"") })
        #expect(try !stack.template().statements("ARole").contains { $0.contains("codedeploy") })
    }

    @Test("links give what the resource has: read, write, send")
    func links() throws {
        let stack = Stack("shop")
        let (table, bucket) = (stack.table("Prices", partitionKey: "id"), stack.bucket("Files"))
        stack.function(
            "All", code: .product("A"), links: [table, bucket, stack.queue("Orders"), stack.topic("News"), stack.dataStream("Clicks")])
        stack.function("Reader", code: .product("A"), links: [table.readOnly, bucket.readOnly])
        stack.function("Writer", code: .product("A"), links: [table.writeOnly, bucket.writeOnly])
        let template = try stack.template()
        let all = try template.statements("AllRole").joined()
        for action in [
            "dynamodb:GetItem", "dynamodb:PutItem", "s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "sns:Publish",
            "kinesis:PutRecord",
        ] { #expect(all.contains("\"\(action)\"")) }
        let reader = try template.statements("ReaderRole").joined()
        #expect(
            reader.contains("dynamodb:GetItem") && !reader.contains("PutItem") && reader.contains("s3:GetObject")
                && !reader.contains("s3:PutObject"))
        let writer = try template.statements("WriterRole").joined()
        #expect(
            !writer.contains("dynamodb:GetItem") && writer.contains("PutItem") && !writer.contains("s3:GetObject")
                && writer.contains("s3:PutObject"))
    }

    @Test("a function that is linked may be invoked through its aliases alone, and through its signed address")
    func functionLink() throws {
        let stack = Stack("shop")
        let api = stack.function("Api", code: .product("Api"), url: .iam(), rollout: .canary())
        stack.function("Caller", code: .product("A"), links: [api])
        let statement = try #require(try stack.template().statements("CallerRole").first { $0.contains("lambda:") })
        #expect(statement.contains("function:shop-prod-Api:live\"") && statement.contains("function:shop-prod-Api:latest\""))
        #expect(!statement.contains("function:shop-prod-Api\"") && statement.contains("lambda:InvokeFunctionUrl"))
    }

    @Test("nothing is on * that need not be, and no ARN names a partition")
    func stars() throws {
        let stack = Stack("shop")
        let queue = stack.queue("Orders", deadLetters: stack.queue("Dead"))
        let api = stack.function(
            "Api", code: .product("Api"),
            links: [queue, stack.table("Prices", partitionKey: "id"), stack.bucket("Files"), stack.topic("News")],
            url: true, deadLetters: .queue(queue), asynchronous: .init(onFailure: .queue(queue)),
            rollout: .canary(alarms: [.errors()], beforeTraffic: .product("Smoke")))
        api.consume(queue)
        api.consume(stack.dataStream("Clicks"))
        stack.httpAPI("Public").route("$default", to: api)
        let template = try stack.template()
        for role in template.resources("AWS::IAM::Role").keys {
            for statement in try template.statements(role) { #expect(!statement.contains("\"Resource\":\"*\""), "\(role): \(statement)") }
        }
        #expect(!template.json.contains("arn:aws:"))
    }

    @Test("the two that have to be on * say why in the source: network interfaces, and the list of streams")
    func needed() throws {
        let stack = Stack("shop")
        let api = stack.function("Api", code: .product("Api"), vpc: VPC(subnets: ["subnet-1"], securityGroups: ["sg-1"]))
        api.consume(stack.table("Prices", partitionKey: "id"))
        let stars = try stack.template().statements("ApiRole").filter { $0.contains("\"Resource\":\"*\"") }
        #expect(stars.count == 2)
        #expect(stars.contains { $0.contains("dynamodb:ListStreams") } && stars.contains { $0.contains("ec2:CreateNetworkInterface") })
    }

    @Test("policies are in the roles, so that a hook has its permission as soon as it has its role")
    func inline() throws {
        let template = try Examples.shop().template()
        #expect(template.resources("AWS::IAM::Policy").isEmpty)
        #expect(template.resources("AWS::IAM::Role").values.allSatisfy { $0.properties["Policies"]?.array?.count == 1 })
    }
}
