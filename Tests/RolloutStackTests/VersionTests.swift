import Foundation
import TestSupport
import Testing

@testable import RolloutStack

/// When a version is published, and what it is held to.
@Suite("Versions")
struct VersionTests {
    private func description(_ change: @escaping (inout TemplateResource) -> Void) throws -> TemplateValue? {
        let stack = Examples.small()
        stack.transform("AWS::Lambda::Function") { if $0.logicalID == "Api" { change(&$0) } }
        return try stack.template().properties("ApiVersion")["Description"]
    }

    @Test("the hash of a version's settings is frozen: another one would publish a version for everyone")
    func frozen() throws {
        #expect(try description { _ in } == "settings a3205cdce8170a6d")
    }

    @Test("a change of any setting that a version holds replaces the version", arguments: VersionSettings.held.sorted())
    func held(property: String) throws {
        let before = try description { _ in }
        #expect(try description { $0.properties[property] = ["Changed": true] } != before)
    }

    @Test("a change of any other setting leaves the version", arguments: VersionSettings.others.sorted())
    func others(property: String) throws {
        let before = try description { _ in }
        #expect(try description { $0.properties[property] = ["Changed": true] } == before)
    }

    @Test("the order in which settings are set changes nothing")
    func order() throws {
        let before = try description {
            $0.properties["TracingConfig"] = ["Mode": "Active"]
            $0.properties["EphemeralStorage"] = ["Size": 1024]
        }
        let after = try description {
            $0.properties["EphemeralStorage"] = ["Size": 1024]
            $0.properties["TracingConfig"] = ["Mode": "Active"]
        }
        #expect(before == after)
    }

    @Test("each setting that CloudFormation knows is known as held by versions or not", .enabled(if: Linter.isHere))
    func schema() async throws {
        let script = """
            from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as manager
            schema = manager.get_resource_schema("us-east-1", "AWS::Lambda::Function").schema
            read = {path.split("/")[2] for path in schema["readOnlyProperties"]}
            print("\\n".join(sorted(set(schema["properties"]) - read)))
            """
        let output = String(decoding: try await Python.output(of: ["-c", script]), as: UTF8.self)
        #expect(Set(output.split(separator: "\n").map(String.init)) == VersionSettings.held.union(VersionSettings.others))
        #expect(VersionSettings.held.isDisjoint(with: VersionSettings.others))
    }

    @Test("an unknown setting is an error until the stack says what it is")
    func unknown() throws {
        let make = { () -> Stack in
            let stack = Examples.small()
            stack.transform("AWS::Lambda::Function") { $0.properties["Brandnew"] = true }
            return stack
        }
        let stack = make()
        #expect(stack.problemTexts.contains { $0.contains("\"Brandnew\"") && $0.contains("isHeldByVersions") })
        let known = make()
        known.setting("Brandnew", isHeldByVersions: true)
        #expect(known.problemTexts == [])
    }

    @Test("a value that only AWS knows is part of a version's description, for its change is one of the settings")
    func references() throws {
        let stack = Stack("shop")
        stack.parameter("Limit")
        stack.function("Api", code: .product("Api"), environment: ["LIMIT": .ref("Limit")], rollout: .allAtOnce())
        let description = try #require(try stack.template().properties("ApiVersion")["Description"])
        #expect(description.json.contains("${Limit}"))
    }

    @Test("versions outlive their place in the template, and are held to the code's hash")
    func retained() throws {
        let template = try Examples.small().template()
        let version = try #require(template.resources["ApiVersion"])
        #expect(version["DeletionPolicy"] == "Retain")
        #expect(version["UpdateReplacePolicy"] == "Retain")
        #expect(version.properties["CodeSha256"] == .ref("ApiCodeSha256"))
        #expect(version.properties["FunctionName"] == .ref("Api"))
    }

    @Test("the live alias has what the deploy says it has, the latest one what is published")
    func aliases() throws {
        let template = try Examples.small().template()
        #expect(
            try template.properties("ApiLive")["FunctionVersion"]
                == .if("ApiIsNew", .getAtt("ApiVersion", "Version"), else: .ref("ApiLiveVersion")))
        #expect(template.root["Conditions"]?.at("ApiIsNew") == .equals(.ref("ApiLiveVersion"), "none"))
        #expect(try template.properties("ApiLatest")["FunctionVersion"] == .getAtt("ApiVersion", "Version"))
        #expect(template.resources("AWS::Lambda::Alias").values.allSatisfy { $0.properties["RoutingConfig"] == nil })
    }

    @Test("a parameter for the live version has no default, so that no deploy moves the alias by leaving it out")
    func noDefault() throws {
        let parameter = try #require(try Examples.small().template().root["Parameters"]?.at("ApiLiveVersion")?.object)
        #expect(parameter["Default"] == nil)
        #expect(parameter["AllowedPattern"] == "^(none|[1-9][0-9]*)$")
    }

    @Test("SHA-256 is SHA-256")
    func sha256() {
        #expect(SHA256.hex(of: "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hex(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hex(of: String(repeating: "a", count: 1000)) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
    }
}

extension TemplateObject {
    var properties: TemplateObject { self["Properties"]?.object ?? [:] }
}
