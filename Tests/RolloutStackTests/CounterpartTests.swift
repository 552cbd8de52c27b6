import Foundation
import TestSupport
import Testing

@testable import RolloutStack

/// The same intent in SAM and in CDK, resource by resource: each difference is listed here with its reason, and a difference that isn't listed
/// fails the test.
@Suite("Counterparts")
struct CounterpartTests {
    private func ours() throws -> [String: [String: Any]] {
        let stack = Stack("shop", deployments: .managedByCloudFormation)
        let code = FunctionCode.s3(bucket: "bucket", key: "key", sha256: "hash")
        let orders = stack.queue("Orders")
        let smoke = stack.function("Smoke", code: code)
        let api = stack.function(
            "Api", code: code, url: true, asynchronous: AsynchronousInvocation(maximumRetries: 1),
            rollout: .canary(alarms: [.named("CheckoutBroken")], beforeTraffic: smoke, latestURL: false))
        api.consume(orders, batchSize: 10)
        stack.schedule("Nightly", .rate(.days(1)), to: api)
        stack.httpAPI("Public").route("GET /orders/{id}", to: api)
        return try resources(Data(stack.template().json.utf8))
    }

    private static let mapping = LogicalID.of(["Api", "Consumes", "Orders"])
    private static let integration = LogicalID.of(["Public", "Calls", "Api", "live"])
    private static let route = LogicalID.of(["Public", "Route", "GET /orders/{id}"])

    /// What every counterpart lacks or does otherwise, by resource and property.
    private static let differences: [String: String] = [
        "ApiLogs": "a log group of our own, so that logs end after 30 days and leave with the stack",
        "SmokeLogs": "as ApiLogs",
        "ApiLatest": "the alias of the newest version, which hooks and latestURL use",
        "ApiLatestAsync": "the newest version takes events as the live one does",
        "SmokeHookAsync": "a hook isn't tried twice for one event",
        "Api.LoggingConfig": "the log group of our own",
        "Smoke.LoggingConfig": "the log group of our own",
        "ApiRole.Policies": "exactly what the function needs, where they take managed policies",
        "SmokeRole.Policies": "as ApiRole.Policies, with the leave to report to its deployment group",
        "ApiGroupRole.Policies": "exactly this hook, alias and alarm; the managed roles may call functions named CodeDeployHook_* alone",
        "ApiRole.ManagedPolicyArns": "no managed policies",
        "SmokeRole.ManagedPolicyArns": "no managed policies",
        "ApiGroupRole.ManagedPolicyArns": "no managed policies",
        "ApiVersion.CodeSha256": "stops an upload that races with the deployment",
        "ApiVersion.Description": "carries the hash of the settings, where they put it into the logical id",
        "ApiVersion.UpdateReplacePolicy": "the old version has the traffic until the rollout is over",
        "ApiGroup.DeploymentGroupName": "a name that is known beforehand, so that a hook's permission names it and no circle arises",
        "CodeDeployApplication.ApplicationName": "as the group's name",
        "ApiLive.UpdatePolicy": "hooks by their names, so that no circle arises",
        "ApiUrl.InvokeMode": "the default, said",
        "Orders.SqsManagedSseEnabled": "encrypted",
        "Orders.VisibilityTimeout": "six times the function's time-out, as Lambda's guide asks",
        "Nightly.Targets": "the target's own id",
    ]

    @Test("SAM's template says the same, but for what is listed", .enabled(if: Python.has("samtranslator")))
    func sam() async throws {
        try await compare(
            "sam.py",
            pairs: [
                "Api": "Api", "Smoke": "Smoke", "ApiRole": "ApiRole", "SmokeRole": "SmokeRole", "CodeDeployServiceRole": "ApiGroupRole",
                "ApiAliaslive": "ApiLive", "ApiVersion": "ApiVersion", "ApiUrl": "ApiUrl", "ApiUrlPublicPermissions": "ApiPublic",
                "ApiURLInvokeAllowPublicAccess": "ApiPublicInvoke", "ApiDeploymentGroup": "ApiGroup",
                "ServerlessDeploymentApplication": "CodeDeployApplication", "ApiEventInvokeConfig": "ApiAsync", "ApiOrders": Self.mapping,
                "ApiNightly": "Nightly", "ApiNightlyPermission": "NightlyPermission", "Orders": "Orders", "ServerlessHttpApi": "Public",
                "ServerlessHttpApiApiGatewayDefaultStage": "PublicStage", "ApiGetPermission": Self.route + "Permission",
            ],
            more: [
                Self.integration: "SAM writes an OpenAPI document instead",
                Self.route: "SAM writes an OpenAPI document instead",
                "Public.Body": "SAM writes an OpenAPI document instead",
                "Public.Name": "SAM takes the stack's name from the document",
                "Public.ProtocolType": "SAM takes it from the document",
                "PublicStage.Tags": "SAM's tag",
                "Api.Tags": "SAM's tag",
                "Smoke.Tags": "SAM's tag",
                "ApiRole.Tags": "SAM's tag",
                "SmokeRole.Tags": "SAM's tag",
                "ApiRole.AssumeRolePolicyDocument": "a list of one where we have the one",
                "SmokeRole.AssumeRolePolicyDocument": "a list of one where we have the one",
                "ApiGroupRole.AssumeRolePolicyDocument": "a list of one where we have the one",
                "ApiUrl.TargetFunctionArn":
                    "SAM gives the alias' ARN, we the function's with the alias as the qualifier, as the schema has it",
                "ApiUrl.Qualifier": "as ApiUrl.TargetFunctionArn",
                "ApiAsync.DestinationConfig": "SAM renders it empty",
                "ApiGroup.DeploymentConfigName": "SAM puts the same name together by Fn::Sub",
                "\(Self.route)Permission.SourceArn": "SAM puts the same ARN together with variables",
            ])
    }

    @Test(
        "CDK's template says the same, but for what is listed",
        .enabled(if: Python.has("aws_cdk") && ChildProcess.works("node", ["--version"])))
    func cdk() async throws {
        try await compare(
            "cdk.py",
            pairs: [
                "ApiServiceRoleDefaultPolicy": nil, "GroupServiceRoleDefaultPolicy": nil, "SmokeServiceRoleDefaultPolicy": nil,
                "ApiServiceRole": "ApiRole", "SmokeServiceRole": "SmokeRole", "GroupServiceRole": "ApiGroupRole",
                "ApiCurrentVersion": "ApiVersion", "Api": "Api", "Smoke": "Smoke", "LiveFunctionUrl": "ApiUrl",
                "Liveinvokefunctionurl": "ApiPublic", "Liveinvokefunction": "ApiPublicInvoke", "LiveEventInvokeConfig": "ApiAsync",
                "LiveSqsEventSource": Self.mapping, "Live": "ApiLive", "GroupApplication": "CodeDeployApplication", "Group": "ApiGroup",
                "NightlyAllowEventRule": "NightlyPermission", "Nightly": "Nightly", "Orders": "Orders",
            ],
            more: [
                // aws_cdk keeps HTTP APIs in a module of their own.
                "Public": "left out", "PublicStage": "left out", Self.integration: "left out", Self.route: "left out",
                Self.route + "Permission": "left out",
                "ApiVersion.DeletionPolicy":
                    "CDK lets a version go with its place in the template unless told otherwise: the one with the traffic, too",
                "ApiGroup.AutoRollbackConfiguration":
                    "CDK doesn't roll back a deployment that someone stopped, and leaves its weights on the alias",
                "Nightly.State": "the default, said",
                "ApiAsync.Qualifier": "CDK cuts the alias' name out of its ARN",
                "\(Self.mapping).FunctionName": "CDK puts the alias' ARN together from its parts",
                "Orders.DeletionPolicy": "the default, said", "Orders.UpdateReplacePolicy": "the default, said",
            ])
    }

    // MARK: Comparing

    private func resources(_ json: Data) throws -> [String: [String: Any]] {
        let template = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        return try #require(template["Resources"] as? [String: [String: Any]])
    }

    /// - Parameter pairs: What their resources are called here. They put a hash after the name; `nil` is for what is part of another resource here.
    private func compare(_ script: String, pairs: [String: String?], more: [String: String]) async throws {
        let path = Python.packageRoot.appending(path: "Tests/RolloutStackTests/Counterparts/\(script)").path
        let theirs = try resources(try await Python.output(of: [path], environment: ["AWS_DEFAULT_REGION": "eu-west-1"]))
        let ours = try ours()
        var names: [String: String?] = [:]
        for id in theirs.keys {
            let prefix = try #require(
                pairs.keys.filter { id.hasPrefix($0) }.max { $0.count < $1.count }, "\(script) has \(id), which has no pair")
            names[id] = pairs[prefix]
        }
        var found: Set<String> = []
        for (id, name) in names {
            guard let name else { continue }
            let mine = try #require(ours[name], "\(id) has the pair \(name), which isn't there")
            found.formUnion(differences(parts(of: mine, [:]), parts(of: theirs[id] ?? [:], names)).map { "\(name).\($0)" })
        }
        found.formUnion(Set(ours.keys).subtracting(names.values.compactMap { $0 }))
        let listed = Set(Self.differences.keys).union(more.keys)
        #expect(found.subtracting(listed).sorted() == [], "differences from \(script) without a reason")
        #expect(Set(more.keys).subtracting(found).sorted() == [], "reasons for differences from \(script) that there aren't")
    }

    /// A resource's type, policies and properties, with their names of resources replaced by ours.
    private func parts(of resource: [String: Any], _ names: [String: String?]) -> [String: NSObject] {
        var parts: [String: NSObject] = [:]
        for (key, value) in resource where !["Properties", "DependsOn", "Metadata"].contains(key) {
            parts[key] = renamed(value, names) as? NSObject
        }
        for (key, value) in resource["Properties"] as? [String: Any] ?? [:] { parts[key] = renamed(value, names) as? NSObject }
        return parts
    }

    private func differences(_ mine: [String: NSObject], _ theirs: [String: NSObject]) -> [String] {
        Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }
    }

    private func renamed(_ value: Any, _ names: [String: String?]) -> Any {
        if let array = value as? [Any] { return array.map { renamed($0, names) } }
        guard let object = value as? [String: Any] else { return value }
        if let id = object["Ref"] as? String { return ["Ref": (names[id] ?? id) ?? id] }
        if let path = object["Fn::GetAtt"] as? [String], let id = path.first {
            return ["Fn::GetAtt": [(names[id] ?? id) ?? id] + path.dropFirst()]
        }
        return object.mapValues { renamed($0, names) }
    }
}
