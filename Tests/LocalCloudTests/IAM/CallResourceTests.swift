import JSONValue
import Testing

@testable import LocalCloud

/// What a call is about, to the caller's policies: the parameter that the operation goes by, and no other.
@Suite("the resource of a call")
struct CallResourceTests {
    private func withRole(
        _ statement: JSON, _ body: (_ code: (String, String, JSON) async -> String?) async throws -> Void
    ) async throws {
        let storage = try Storage()
        defer { storage.close() }
        try await TaskScope.run { tasks in
            let context = try CloudContext(clock: CloudClock(speed: .max), storage: storage, tasks: tasks)
            let iam = try IAMService(context)
            let services: [String: any AWSService] = ["sns": try SNSService(context), "monitoring": try CloudWatchService(context)]
            context.use(RoleAuthorizer(iam))
            let trust = #"{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#
            _ = try await iam.call("CreateRole", ["RoleName": "r", "AssumeRolePolicyDocument": .string(trust)], AWSCall(.account))
            _ = try await iam.call(
                "PutRolePolicy",
                ["RoleName": "r", "PolicyName": "p", "PolicyDocument": .string((["Statement": [statement]] as JSON).description)],
                AWSCall(.account))
            try await body { service, operation, input in
                do throws(AWSError) {
                    let caller = AWSCall(.role(arn: "arn:aws:iam::123456789012:role/r", session: "s"))
                    _ = try await services[service]?.call(operation, input, caller)
                    return nil
                } catch {
                    return error.code
                }
            }
        }
    }

    @Test("a topic that an operation of SNS doesn't go by is passed over; a topic to be made is named by its name")
    func topics() async throws {
        let own = JSON.string("arn:aws:sns:us-east-1:123456789012:own")
        let other = JSON.string("arn:aws:sns:us-east-1:123456789012:other")
        try await withRole(["Effect": "Allow", "Action": "sns:*", "Resource": own]) { code in
            #expect(await code("sns", "CreateTopic", ["Name": "own"]) == nil)
            #expect(await code("sns", "CreateTopic", ["Name": "other"]) == "AccessDeniedException")
            let tags: JSON = [["Key": "a", "Value": "b"]]
            #expect(await code("sns", "TagResource", ["ResourceArn": own, "Tags": tags]) == nil)
            for (operation, input) in [
                ("TagResource", ["ResourceArn": other, "TopicArn": own, "Tags": tags] as JSON),
                ("ListTopics", ["TopicArn": own]), ("Unsubscribe", ["SubscriptionArn": other, "TopicArn": own]),
                ("Publish", ["TopicArn": other, "TargetArn": own, "Message": "m"]),
                ("CreateTopic", ["Name": "other", "TopicArn": own]),
            ] {
                #expect(await code("sns", operation, input) == "AccessDeniedException", "\(operation)")
            }
        }
    }

    @Test("of several alarms each must be allowed, and an alarm that an operation doesn't go by is passed over")
    func alarms() async throws {
        let own = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:own"
        try await withRole(["Effect": "Allow", "Action": "cloudwatch:*", "Resource": .string(own)]) { code in
            #expect(await code("monitoring", "DisableAlarmActions", ["AlarmNames": ["own"]]) == nil)
            for (operation, input) in [
                ("DisableAlarmActions", ["AlarmNames": ["own", "other"]] as JSON), ("DisableAlarmActions", ["AlarmNames": []]),
                ("DeleteAlarms", ["AlarmNames": ["other"], "AlarmName": "own"]),
                ("DeleteAlarms", ["AlarmNames": ["other"], "ResourceARN": .string(own)]),
                ("PutMetricAlarm", ["AlarmName": "other", "ResourceARN": .string(own)]),
                ("PutMetricData", ["Namespace": "n", "AlarmName": "own"]),
            ] {
                #expect(await code("monitoring", operation, input) == "AccessDeniedException", "\(operation) \(input)")
            }
        }
    }
}
