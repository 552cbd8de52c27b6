import AWSClient
import Foundation
import HTTPTransport
import JSONValue
import LambdaPackage
import LocalCloud

/// What is there before the play begins: roles, functions, aliases, URLs, and what CodeDeploy needs.
struct DemoStage: Sendable {
    static let hooks = ["BeforeTraffic", "AfterTraffic"]
    static var products: [String] { [DemoPlay.function] + hooks }

    let clients: DemoClients
    /// The executables of ``products``, packaged.
    let zips: [String: [UInt8]]

    /// Packages executables as Lambda takes them, as large as they are: the way to the local cloud is short.
    static func package(_ executables: [String: String]) throws -> [String: [UInt8]] {
        try executables.mapValues { path in
            guard let code = FileManager.default.contents(atPath: path) else { throw Failure("\(path) can't be read.") }
            return try ZipWriter.archive([ZipEntry(path: "bootstrap", isExecutable: true, contents: Array(code))], compresses: false)
        }
    }

    private static func role(_ name: String) -> String { "arn:aws:iam::\(Cloud.account):role/\(name)" }

    func build() async throws {
        try await roles()
        try await create(DemoPlay.function, environment: ["FAULT": "none"])
        let version =
            try await clients.lambda(
                "PublishVersion", .post, ["2015-03-31", "functions", DemoPlay.function, "versions"], [:])["Version"] ?? "1"
        for alias in [DemoPlay.alias, "latest"] {
            try await clients.lambda(
                "CreateAlias", .post, ["2015-03-31", "functions", DemoPlay.function, "aliases"],
                ["Name": .string(alias), "FunctionVersion": version])
        }
        let url = try await openURL(DemoPlay.alias)
        let latestURL = try await openURL("latest")
        let link: JSON = [
            "name": .string(DemoPlay.function), "type": "sst.aws.Function", "url": .string(url), "latestUrl": .string(latestURL),
            "qualifier": .string(DemoPlay.alias), "latestQualifier": "latest",
        ]
        let application: JSON = ["name": .string(DemoPlay.application), "stage": "demo"]
        for hook in Self.hooks {
            try await create(
                hook,
                environment: ["SST_RESOURCE_Api": .string(link.description), "SST_RESOURCE_App": .string(application.description)])
        }
        try await codeDeploy()
    }

    private func roles() async throws {
        func trust(_ service: String) -> String {
            let policy: JSON = [
                "Version": "2012-10-17",
                "Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]],
            ]
            return policy.description
        }
        func allow(_ actions: [String]) -> String {
            let policy: JSON = [
                "Version": "2012-10-17",
                "Statement": [["Effect": "Allow", "Action": .array(actions.map { .string($0) }), "Resource": "*"]],
            ]
            return policy.description
        }
        let roles: [(name: String, service: String, actions: [String])] = [
            ("shop-function", "lambda.amazonaws.com", ["logs:*"]),
            (
                "shop-hook", "lambda.amazonaws.com",
                [
                    "codedeploy:PutLifecycleEventHookExecutionStatus", "codedeploy:GetDeployment", "codedeploy:GetApplicationRevision",
                    "codedeploy:GetDeploymentTarget", "codedeploy:ListDeploymentTargets", "codedeploy:BatchGetDeploymentTargets",
                ]
            ),
            (
                "shop-codedeploy", "codedeploy.amazonaws.com",
                [
                    "lambda:InvokeFunction", "lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig",
                    "cloudwatch:DescribeAlarms",
                ]
            ),
        ]
        for role in roles {
            try await clients.iam("CreateRole", [("RoleName", role.name), ("AssumeRolePolicyDocument", trust(role.service))])
            try await clients.iam(
                "PutRolePolicy", [("RoleName", role.name), ("PolicyName", "work"), ("PolicyDocument", allow(role.actions))])
        }
    }

    private func create(_ name: String, environment: JSON) async throws {
        guard let zip = zips[name] else { throw Failure("There is no code for \(name).") }
        try await clients.lambda(
            "CreateFunction", .post, ["2015-03-31", "functions"],
            [
                "FunctionName": .string(name), "Runtime": "provided.al2023", "Handler": "bootstrap", "Timeout": 10,
                "Role": .string(Self.role(name == DemoPlay.function ? "shop-function" : "shop-hook")),
                "Code": ["ZipFile": .string(Data(zip).base64EncodedString())], "Environment": ["Variables": environment],
            ])
    }

    private func openURL(_ alias: String) async throws -> String {
        let functions = ["2015-03-31", "functions", DemoPlay.function]
        for (action, member) in [("lambda:InvokeFunctionUrl", "FunctionUrlAuthType"), ("lambda:InvokeFunction", "InvokedViaFunctionUrl")] {
            try await clients.lambda(
                "AddPermission", .post, functions + ["policy"], qualifier: alias,
                [
                    "Action": .string(action), "Principal": "*", "StatementId": .string("url-\(member)"),
                    member: member == "FunctionUrlAuthType" ? "NONE" : true,
                ])
        }
        let answer = try await clients.lambda(
            "CreateFunctionUrlConfig", .post, ["2021-10-31", "functions", DemoPlay.function, "url"], qualifier: alias, ["AuthType": "NONE"])
        guard let url = answer["FunctionUrl"]?.string else { throw Failure("Lambda told no URL.") }
        return url
    }

    private func codeDeploy() async throws {
        try await clients.codeDeploy(
            "CreateApplication", ["applicationName": .string(DemoPlay.application), "computePlatform": "Lambda"])
        try await clients.codeDeploy(
            "CreateDeploymentGroup",
            [
                "applicationName": .string(DemoPlay.application), "deploymentGroupName": .string(DemoPlay.group),
                "serviceRoleArn": .string(Self.role("shop-codedeploy")),
                "deploymentConfigName": "CodeDeployDefault.LambdaCanary10Percent5Minutes",
                "deploymentStyle": ["deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"],
                "autoRollbackConfiguration": ["enabled": true, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]],
            ])
    }
}
