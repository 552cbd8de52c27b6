import Foundation
import JSONValue
import LocalCloud
import SigV4
import TestSupport
import Testing

/// The AWS CLI of the tests' Python, over each protocol.
@Suite("the AWS CLI", .enabled(if: Python.has("awscli"), "the AWS CLI is not installed"))
struct AWSCLITests {
    /// A folder for files, and the CLI in it.
    private struct Shell {
        let cloud: Cloud
        let folder: TemporaryFolder

        @discardableResult
        func aws(_ arguments: String..., status: Int32 = 0) async throws -> JSON {
            let process = Python.process(["-m", "awscli"] + arguments + ["--output", "json"], environment: CloudClient.environment(cloud))
            process.currentDirectoryURL = folder.url
            let (output, error) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = error
            try process.run()
            async let errors = RolloutTool.text(of: error)
            let text = await RolloutTool.text(of: output)
            let ending = await RolloutTool.ending(of: process)
            let problem = await errors
            #expect(ending == status, "aws \(arguments.joined(separator: " ")): \(problem)")
            if status != 0 { return .string(problem) }
            return text.isEmpty ? .null : (try? JSON(parsing: text)) ?? .string(text)
        }

        func write(_ name: String, _ data: Data) throws { try data.write(to: folder.url.appending(path: name)) }
        func read(_ name: String) throws -> Data { try Data(contentsOf: folder.url.appending(path: name)) }
    }

    private func withShell(speed: CloudSpeed = .times(1), _ body: (Shell) async throws -> Void) async throws {
        try await Cloud.run(CloudConfiguration(speed: speed)) { cloud in
            try await body(Shell(cloud: cloud, folder: TemporaryFolder()))
        }
    }

    @Test("each service answers it, in its protocol")
    func services() async throws {
        try await withShell { shell in
            #expect(try await shell.aws("sts", "get-caller-identity")["Account"] == "123456789012")
            let topic = try await shell.aws("sns", "create-topic", "--name", "t")["TopicArn"]?.string ?? ""
            try await shell.aws("sns", "publish", "--topic-arn", topic, "--message", "hello")
            try await shell.aws("cloudwatch", "put-metric-data", "--namespace", "N", "--metric-name", "m", "--value", "1")
            #expect(try await shell.aws("cloudwatch", "list-metrics")["Metrics"]?[0]?["MetricName"] == "m")
            #expect(try await shell.aws("lambda", "list-functions") == ["Functions": []])
            #expect(try await shell.aws("deploy", "list-applications") == ["applications": []])
            let missing = try await shell.aws("iam", "get-role", "--role-name", "none", status: 255)
            #expect(missing.string?.contains("NoSuchEntity") == true)
            let alias = try await shell.aws("lambda", "get-alias", "--function-name", "none", "--name", "live", status: 255)
            #expect(alias.string?.contains("ResourceNotFoundException") == true)
        }
    }

    @Test("large files go to S3 in parts and come back, whole folders too")
    func files() async throws {
        try await withShell { shell in
            var generator = SeededGenerator(seed: 3)
            var data = Data()
            for _ in 0..<(20 * 1024 * 1024 / 8) { withUnsafeBytes(of: generator.next()) { data.append(contentsOf: $0) } }
            try shell.write("large", data)
            try await shell.aws("s3", "mb", "s3://files")
            try await shell.aws("s3", "cp", "large", "s3://files/a/large", "--no-progress")
            try await shell.aws("s3", "cp", "s3://files/a/large", "back", "--no-progress")
            #expect(try shell.read("back") == data)
            try FileManager.default.createDirectory(at: shell.folder.url.appending(path: "many"), withIntermediateDirectories: false)
            for number in 0..<5 { try shell.write("many/\(number) ü.txt", Data("\(number)".utf8)) }
            try await shell.aws("s3", "sync", "many", "s3://files/many", "--no-progress")
            try await shell.aws("s3", "sync", "s3://files/many", "again", "--no-progress")
            #expect(try shell.read("again/3 ü.txt") == Data("3".utf8))
            try await shell.aws("s3", "rb", "s3://files", "--force")
            #expect(try await shell.aws("s3api", "list-buckets")["Buckets"] == [])
        }
    }

    @Test("it carries out a whole canary, from create-function to wait deployment-successful")
    func canary() async throws {
        let code = try await PythonFunction()
        try await withShell(speed: .max) { shell in
            let zip = "import sys, zipfile; z = zipfile.ZipFile('code.zip', 'w'); z.write(sys.argv[1], 'bootstrap'); z.close()"
            let packing = Python.process(["-c", zip, code.path + "/bootstrap"])
            packing.currentDirectoryURL = shell.folder.url
            try packing.run()
            #expect(await RolloutTool.ending(of: packing) == 0)
            let role = "arn:aws:iam::123456789012:role/anything"
            for (name, behaviour) in [("shop", "version"), ("hook", "succeed")] {
                try await shell.aws(
                    "lambda", "create-function", "--function-name", name, "--role", role, "--runtime", "provided.al2023", "--handler",
                    "bootstrap",
                    "--zip-file", "fileb://code.zip", "--timeout", "30", "--environment", "Variables={BEHAVIOUR=\(behaviour)}", "--publish")
                try await shell.aws("lambda", "wait", "function-active-v2", "--function-name", name)
            }
            try await shell.aws("lambda", "update-function-configuration", "--function-name", "shop", "--memory-size", "256")
            #expect(try await shell.aws("lambda", "publish-version", "--function-name", "shop")["Version"] == "2")
            try await shell.aws("lambda", "create-alias", "--function-name", "shop", "--name", "live", "--function-version", "1")
            try await shell.aws("deploy", "create-application", "--application-name", "shop", "--compute-platform", "Lambda")
            try await shell.aws(
                "deploy", "create-deployment-group", "--application-name", "shop", "--deployment-group-name", "live",
                "--service-role-arn", role, "--deployment-config-name", "CodeDeployDefault.LambdaCanary10Percent30Minutes",
                "--deployment-style", "deploymentType=BLUE_GREEN,deploymentOption=WITH_TRAFFIC_CONTROL")
            let spec: JSON = [
                "version": 0.0,
                "Resources": [
                    [
                        "shop": [
                            "Type": "AWS::Lambda::Function",
                            "Properties": ["Name": "shop", "Alias": "live", "CurrentVersion": "1", "TargetVersion": "2"],
                        ]
                    ]
                ],
                "Hooks": [["BeforeAllowTraffic": "hook"], ["AfterAllowTraffic": "hook"]],
            ]
            let revision: JSON = ["revisionType": "AppSpecContent", "appSpecContent": ["content": .string(spec.description)]]
            let deployment =
                try await shell.aws(
                    "deploy", "create-deployment", "--application-name", "shop", "--deployment-group-name", "live", "--revision",
                    revision.description)["deploymentId"]?.string ?? ""
            try await shell.aws("deploy", "wait", "deployment-successful", "--deployment-id", deployment)
            #expect(try await shell.aws("lambda", "get-alias", "--function-name", "shop", "--name", "live")["FunctionVersion"] == "2")
            let info = try await shell.aws("deploy", "get-deployment", "--deployment-id", deployment)["deploymentInfo"]
            #expect(info?["status"] == "Succeeded")
            let answer = try await shell.aws(
                "lambda", "invoke", "--function-name", "shop:live", "--payload", "{}", "out")
            #expect(answer["ExecutedVersion"] == "2")
            #expect(try JSON(parsing: Array(try shell.read("out")))["version"] == "2")
        }
    }

    @Test(
        "Examples/canary.sh carries out a whole canary, and the hook stops a version that is broken",
        .enabled(if: BuiltExamples.areThere, BuiltExamples.advice), .timeLimit(.minutes(5)), arguments: [true, false])
    func canary(isGood: Bool) async throws {
        try await withShell(speed: .max) { shell in
            let tool = CommandLineTool(
                executable: BuiltExamples.folder.appending(path: "canary.sh").path,
                environment: try await CloudClient.environmentWithCLI(shell.cloud, in: shell.folder.url))
            let outcome = try await tool.run(isGood ? [] : ["broken"])
            let text = outcome.output
            #expect(outcome.status == (isGood ? 0 : 1), "\(text)")
            let end = isGood ? "[\"2\",null] Succeeded" : "[\"1\",null] Failed"
            #expect(text.contains(end), "\(text)")
            #expect(text.contains("BeforeAllowTraffic") == !isGood, "\(text)")
        }
    }
}
