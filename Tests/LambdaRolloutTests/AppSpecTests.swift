import JSONValue
import Testing

@testable import LambdaRollout

@Suite("An AppSpec")
struct AppSpecTests {
    /// A release of a Lambda function, in the form that AWS documents.
    static let lambda = """
        # The release of the shop's API
        version: 0.0
        Resources:
          - api:
              Type: AWS::Lambda::Function
              Properties:
                Name: "shop-api"
                Alias: "live"
                CurrentVersion: "41"
                TargetVersion: "42"
        Hooks:
          - BeforeAllowTraffic: "CodeDeployHook_before"
          - AfterAllowTraffic: "arn:aws:lambda:eu-west-1:111122223333:function:CodeDeployHook_after"
        """

    /// A blue/green deployment of an ECS service, in the form that AWS documents.
    static let ecs = """
        version: 0.0
        Resources:
          - TargetService:
              Type: AWS::ECS::Service
              Properties:
                TaskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:8"
                LoadBalancerInfo:
                  ContainerName: "web"
                  ContainerPort: 80
                # What follows may be left out
                PlatformVersion: "LATEST"
                NetworkConfiguration:
                  AwsvpcConfiguration:
                    Subnets: ["subnet-1234abcd", "subnet-5678abcd"]
                    SecurityGroups: ["sg-12345678"]
                    AssignPublicIp: "ENABLED"
                CapacityProviderStrategy:
                  - Base: 1
                    CapacityProvider: "FARGATE_SPOT"
                    Weight: 2
                  - Base: 0
                    CapacityProvider: "FARGATE"
                    Weight: 1
        Hooks:
          - BeforeInstall: "one"
          - AfterInstall: "two"
          - AfterAllowTestTraffic: "three"
          - BeforeAllowTraffic: "four"
          - AfterAllowTraffic: "five"
        """

    /// A small AppSpec as JSON, with these hooks.
    static func json(_ hooks: [(String, String)], currentVersion: JSON = "1", targetVersion: JSON = "2") -> String {
        let properties: JSON = ["Name": "shop-api", "Alias": "live", "CurrentVersion": currentVersion, "TargetVersion": targetVersion]
        let spec: JSON = [
            "version": 0.0, "Resources": [["api": ["Type": "AWS::Lambda::Function", "Properties": properties]]],
            "Hooks": .array(hooks.map { [$0.0: .string($0.1)] }),
        ]
        return "\(spec)"
    }

    @Test("of a Lambda function tells function, alias, versions and hooks")
    func readsLambda() throws {
        let spec = try AppSpec(parsing: Self.lambda)
        #expect(spec.function?.name == "shop-api" && spec.function?.alias == "live")
        #expect(spec.function?.currentVersion == "41" && spec.function?.targetVersion == "42")
        #expect(spec.hooks.map(\.phase) == [.beforeAllowTraffic, .afterAllowTraffic])
        #expect(spec.hooks.first?.function == "CodeDeployHook_before")
    }

    @Test("of an ECS service tells all five hooks, and no function")
    func readsECS() throws {
        let spec = try AppSpec(parsing: Self.ecs)
        #expect(spec.function == nil)
        #expect(spec.hooks.map(\.phase) == Rollout.Phase.allCases)
        #expect(spec.hooks.map(\.function) == ["one", "two", "three", "four", "five"])
    }

    @Test("may be JSON, with numbers for versions")
    func readsJSON() throws {
        let spec = try AppSpec(parsing: Self.json([("AfterAllowTraffic", "after")], currentVersion: 7, targetVersion: 8))
        #expect(spec.function?.currentVersion == "7" && spec.function?.targetVersion == "8")
        #expect(spec.hooks.map(\.phase) == [.afterAllowTraffic])
    }

    @Test("may have names in lower case and hooks in one map")
    func readsLowerCase() throws {
        let spec = try AppSpec(
            parsing: """
                version: 0.0
                resources:
                - api:
                    type: AWS::Lambda::Function
                    properties: {name: shop-api, alias: live, currentversion: 1, targetversion: 2}
                hooks:
                    BeforeAllowTraffic: before
                    AfterAllowTraffic: after
                """)
        #expect(spec.function?.isComplete == true && spec.function?.targetVersion == "2")
        #expect(spec.hooks.map(\.function) == ["before", "after"])
    }

    @Test("of servers has hooks that are no functions")
    func readsServer() throws {
        let text = """
            version: 0.0
            os: linux
            hooks:
              BeforeInstall:
                - location: scripts/stop
                  timeout: 300
            """
        let spec = try AppSpec(parsing: text)
        #expect(spec.function == nil && spec.hooks.isEmpty)
    }

    @Test("is refused where it is no map", arguments: ["", "x", "[]", "- a: b", "42", "null"])
    func refuses(text: String) {
        #expect(throws: AppSpecError.self) { try AppSpec(parsing: text) }
    }
}
