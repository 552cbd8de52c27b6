internal import Foundation
internal import JSONValue

/// The policies of AWS's own that functions and deployments commonly have, with their documents as AWS has them.
/// See [AWS managed policies](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
///
/// Others can be attached too; they allow nothing here.
enum AWSManagedPolicies {
    /// By ARN.
    static let all = Dictionary(
        documents.split(separator: "\n\n").compactMap(policy).map { ($0.arn, $0) }
    ) { first, _ in first }

    static let prefix = "arn:aws:iam::aws:policy/"

    private static func policy(_ paragraph: Substring) -> ManagedPolicy? {
        let parts = paragraph.split(separator: "\n", maxSplits: 1)
        let head = parts.first?.split(separator: " ") ?? []
        guard parts.count == 2, head.count == 3, let created = ISO8601.seconds(String(head[2])) else { return nil }
        let path = head[0].split(separator: "/").dropLast().map { $0 + "/" }.joined()
        let name = head[0].split(separator: "/").last.map(String.init) ?? ""
        let version = ManagedPolicy.Version(id: String(head[1]), document: String(parts[1]), created: created)
        return ManagedPolicy(
            name: name, path: "/" + path, id: "ANPA" + stableID(name), arn: prefix + path + name, description: nil, created: created,
            updated: created, versions: [version], defaultVersion: version.id, tags: [])
    }

    /// AWS's ids are not known here, but one policy has always the same.
    private static func stableID(_ name: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var state = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(
            (0..<17).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return alphabet[Int(state >> 59)]
            })
    }

    private static let documents = #"""
        service-role/AWSLambdaBasicExecutionRole v1 2015-04-09T15:03:43Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Effect": "Allow", "Resource": "*"}]}

        service-role/AWSCodeDeployRoleForLambda v3 2019-12-03T19:53:10Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["cloudwatch:DescribeAlarms", "lambda:UpdateAlias",
        "lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "sns:Publish"], "Effect": "Allow", "Resource": "*"},
        {"Action": ["s3:GetObject", "s3:GetObjectVersion"], "Effect": "Allow", "Resource": "arn:aws:s3:::*/CodeDeploy/*"},
        {"Action": ["s3:GetObject", "s3:GetObjectVersion"], "Condition": {"StringEquals":
        {"s3:ExistingObjectTag/UseWithCodeDeploy": "true"}}, "Effect": "Allow", "Resource": "*"}, {"Action":
        ["lambda:InvokeFunction"], "Effect": "Allow", "Resource": "arn:aws:lambda:*:*:function:CodeDeployHook_*"}]}

        service-role/AWSCodeDeployRoleForLambdaLimited v1 2020-08-17T17:14:14Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["cloudwatch:DescribeAlarms", "lambda:UpdateAlias",
        "lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig"], "Effect": "Allow", "Resource": "*"}, {"Action":
        ["s3:GetObject", "s3:GetObjectVersion"], "Effect": "Allow", "Resource": "arn:aws:s3:::*/CodeDeploy/*"}, {"Action":
        ["s3:GetObject", "s3:GetObjectVersion"], "Condition": {"StringEquals": {"s3:ExistingObjectTag/UseWithCodeDeploy":
        "true"}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["lambda:InvokeFunction"], "Effect": "Allow", "Resource":
        "arn:aws:lambda:*:*:function:CodeDeployHook_*"}]}

        service-role/AWSLambdaVPCAccessExecutionRole v3 2024-01-05T22:38:26Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"], "Effect": "Allow", "Resource": "*", "Sid":
        "AWSLambdaVPCAccessExecutionPermissions"}]}

        service-role/AWSLambdaSQSQueueExecutionRole v1 2018-06-14T21:50:45Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Effect": "Allow", "Resource": "*"}]}

        service-role/AWSLambdaDynamoDBExecutionRole v1 2015-04-09T15:09:29Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords",
        "dynamodb:GetShardIterator", "dynamodb:ListStreams", "logs:CreateLogGroup", "logs:CreateLogStream",
        "logs:PutLogEvents"], "Effect": "Allow", "Resource": "*"}]}

        service-role/AWSLambdaKinesisExecutionRole v2 2018-11-19T20:09:24Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:ListStreams",
        "kinesis:SubscribeToShard", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Effect": "Allow",
        "Resource": "*"}]}

        service-role/AWSLambdaRole v1 2015-02-06T18:41:28Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["lambda:InvokeFunction"], "Effect": "Allow", "Resource": ["*"]}]}

        AWSXRayDaemonWriteAccess v2 2024-02-13T21:58:30Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords",
        "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"], "Effect": "Allow",
        "Resource": ["*"], "Sid": "AWSXRayDaemonWriteAccess"}]}

        CloudWatchLambdaInsightsExecutionRolePolicy v1 2020-10-07T19:27:06Z
        {"Version": "2012-10-17", "Statement": [{"Action": "logs:CreateLogGroup", "Effect": "Allow", "Resource": "*"},
        {"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Effect": "Allow", "Resource":
        "arn:aws:logs:*:*:log-group:/aws/lambda-insights:*"}]}

        AdministratorAccess v1 2015-02-06T18:39:46Z
        {"Version": "2012-10-17", "Statement": [{"Action": "*", "Effect": "Allow", "Resource": "*"}]}

        PowerUserAccess v12 2026-02-12T17:59:14Z
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"],
        "Resource": "*"}, {"Action": ["account:GetAccountInformation", "account:GetGovCloudAccountInformation",
        "account:GetPrimaryEmail", "account:ListRegions", "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole",
        "iam:ListRoles", "organizations:DescribeEffectivePolicy", "organizations:DescribeOrganization"], "Effect": "Allow",
        "Resource": "*"}]}

        AWSLambda_FullAccess v7 2026-02-12T18:00:51Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["cloudformation:DescribeStacks",
        "cloudformation:ListStackResources", "cloudwatch:ListMetrics", "cloudwatch:GetMetricData", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeVpcs", "kms:DescribeKey", "kms:ListAliases", "iam:GetPolicy",
        "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies",
        "iam:ListRoles", "lambda:*", "logs:DescribeLogGroups", "states:DescribeStateMachine", "states:ListStateMachines",
        "tag:GetResources", "xray:GetTraceSummaries", "xray:BatchGetTraces"], "Effect": "Allow", "Resource": "*"}, {"Action":
        "iam:PassRole", "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, "Effect": "Allow",
        "Resource": "*"}, {"Action": ["logs:DescribeLogStreams", "logs:GetLogEvents", "logs:FilterLogEvents",
        "logs:StartLiveTail", "logs:StopLiveTail"], "Effect": "Allow", "Resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*"},
        {"Action": "iam:CreateServiceLinkedRole", "Condition": {"StringEquals": {"iam:AWSServiceName": "lambda.amazonaws.com"}},
        "Effect": "Allow", "Resource": "arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda"}]}

        AWSLambda_ReadOnlyAccess v5 2026-02-12T18:02:55Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["cloudformation:DescribeStacks", "cloudformation:ListStacks",
        "cloudformation:ListStackResources", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeVpcs", "kms:ListAliases", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole",
        "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoles", "logs:DescribeLogGroups",
        "lambda:Get*", "lambda:List*", "states:DescribeStateMachine", "states:ListStateMachines", "tag:GetResources",
        "xray:GetTraceSummaries", "xray:BatchGetTraces"], "Effect": "Allow", "Resource": "*"}, {"Action":
        ["logs:DescribeLogStreams", "logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery", "logs:StopQuery",
        "logs:DescribeQueries", "logs:GetLogGroupFields", "logs:GetLogRecord", "logs:GetQueryResults", "logs:StartLiveTail",
        "logs:StopLiveTail"], "Effect": "Allow", "Resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*"}]}

        AWSCodeDeployFullAccess v6 2026-02-12T17:58:37Z
        {"Version": "2012-10-17", "Statement": [{"Action": "codedeploy:*", "Effect": "Allow", "Resource": "*"}, {"Action":
        ["codestar-notifications:CreateNotificationRule", "codestar-notifications:DescribeNotificationRule",
        "codestar-notifications:UpdateNotificationRule", "codestar-notifications:DeleteNotificationRule",
        "codestar-notifications:Subscribe", "codestar-notifications:Unsubscribe"], "Condition": {"ArnLike":
        {"codestar-notifications:NotificationsForResource": "arn:aws:codedeploy:*:*:application:*"}}, "Effect": "Allow",
        "Resource": "*", "Sid": "CodeStarNotificationsReadWriteAccess"}, {"Action":
        ["codestar-notifications:ListNotificationRules", "codestar-notifications:ListTargets",
        "codestar-notifications:ListTagsforResource", "codestar-notifications:ListEventTypes"], "Effect": "Allow", "Resource":
        "*", "Sid": "CodeStarNotificationsListAccess"}, {"Action": ["sns:CreateTopic", "sns:SetTopicAttributes"], "Effect":
        "Allow", "Resource": "arn:aws:sns:*:*:codestar-notifications*", "Sid": "CodeStarNotificationsSNSTopicCreateAccess"},
        {"Action": ["chatbot:DescribeSlackChannelConfigurations"], "Effect": "Allow", "Resource": "*", "Sid":
        "CodeStarNotificationsChatbotAccess"}, {"Action": ["sns:ListTopics"], "Effect": "Allow", "Resource": "*", "Sid":
        "SNSTopicListAccess"}]}

        AmazonS3ReadOnlyAccess v3 2023-08-10T21:31:39Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*",
        "s3-object-lambda:List*"], "Effect": "Allow", "Resource": "*"}]}

        AmazonS3FullAccess v2 2021-09-27T20:16:37Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["s3:*", "s3-object-lambda:*"], "Effect": "Allow", "Resource": "*"}]}

        CloudWatchFullAccess v4 2022-11-27T13:23:49Z
        {"Version": "2012-10-17", "Statement": [{"Action": ["autoscaling:Describe*", "cloudwatch:*", "logs:*", "sns:*",
        "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "oam:ListSinks"], "Effect": "Allow", "Resource": "*"},
        {"Action": "iam:CreateServiceLinkedRole", "Condition": {"StringLike": {"iam:AWSServiceName": "events.amazonaws.com"}},
        "Effect": "Allow", "Resource":
        "arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*"}, {"Action":
        ["oam:ListAttachedLinks"], "Effect": "Allow", "Resource": "arn:aws:oam:*:*:sink/*"}]}
        """#
}
