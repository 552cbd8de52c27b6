import COpenSSL
import JSONValue
import LinkedResources
import Testing

@testable import RolloutStack

/// What a function is linked to: `LinkedResources` finds it, and the role may use it.
@Suite("Links of a stack")
struct StackLinkTests {
    @Test("LinkedResources reads what links: renders")
    func reads() throws {
        let store = ResourceStore(environment: try Resolver.environment(Examples.shop().template(), "Api"))
        #expect(try store.names == ["App", "Orders", "Prices"])
        #expect(try store["App"]["stage"] as String == "prod")
        #expect(try store["Prices"]["name"] as String == "shop-prod-Prices")
        #expect(try store["Orders"]["url"] as String == "https://sqs.eu-west-1.amazonaws.com/123456789012/shop-prod-Orders")

        let hook = ResourceStore(environment: try Resolver.environment(Examples.small().template(), "ApiBeforeTraffic"))
        #expect(try hook["Api"]["url"] as String == "https://apiurl.functionurl.example/")
        #expect(try hook["Api"]["latestUrl"] as String == "https://apilatesturl.functionurl.example/")
        #expect(try hook["Api"]["name"] as String == "shop-prod-Api")
        #expect(try hook["Api"]["qualifier"] as String == "live")
        #expect(try hook["Api"]["latestQualifier"] as String == "latest")
    }

    @Test("names and values that JSON or CloudFormation would take for something else arrive as they are")
    func hostile() throws {
        let values: TemplateObject = [
            "quote\"": "a \"b\" \\ ${AWS::Region} ${x} $ {", "list": [1, true, .null, "é\n"], "deep": ["a": .region],
        ]
        let stack = Stack("shop")
        stack.function(
            "Api", code: .product("Api"),
            links: [Link("my-link.1", type: "test", values: values), Link("Plain", type: "test", values: values)])
        let environment = try Resolver.environment(stack.template(), "Api")
        #expect(environment["SST_RESOURCES_JSON"] != nil)
        let store = ResourceStore(environment: environment)
        for name in ["my-link.1", "Plain"] {
            #expect(try store[name]["quote\""] as String == "a \"b\" \\ ${AWS::Region} ${x} $ {")
            #expect(try store[name]["deep"]["a"] as String == "eu-west-1")
        }
    }

    @Test("links that have no room in 4 KB go into the encrypted file, those that only AWS knows stay")
    func spills() throws {
        let stack = Stack("shop")
        let other = stack.function("Other", code: .product("Other"), url: true)
        let links: [any Linkable] = (0..<60).map { stack.queue("Queue\($0)") } + [other]
        stack.function("Api", code: .product("Api"), links: links, rollout: .canary())
        stack.function("Same", code: .product("Api"))
        let template = try stack.template()

        // The deploy makes the file of what the metadata says, and bundles it with this function's code alone.
        let code = try #require(template.metadata["code"]?.at("ApiLinked"))
        #expect(code.at("functions") == ["Api"])
        #expect(template.metadata["code"]?.at("Api", "functions") == ["Same"])
        let file = try #require(code.at("linkFile")?.object)
        #expect(file["keyParameter"] == "LinkKey")
        #expect(template.root["Parameters"]?.at("LinkKey", "NoEcho") == true)
        let text = resolved(file["links"] ?? [:])
        let key = [UInt8](repeating: 7, count: 32)
        let environment = try Resolver.environment(template, "Api", parameters: ["LinkKey": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="])
        let store = ResourceStore(environment: environment) { path in
            #expect(path == "resource.enc")
            return encrypt(text, key: key)
        }
        #expect(try store.names.count == 62)
        #expect(try store["Queue59"]["name"] as String == "shop-prod-Queue59")
        #expect(try store["Other"]["url"] as String == "https://otherurl.functionurl.example/")
        #expect(try store["App"]["name"] as String == "shop")
        let size = environment.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        #expect(size < 4096)
    }

    @Test("an environment that is too large says what takes the room")
    func tooLarge() {
        let stack = Stack("shop")
        stack.function(
            "Api", code: .product("Api"),
            environment: ["BIG": .string(String(repeating: "x", count: 4000)), "SMALL": .string(String(repeating: "y", count: 200))])
        #expect(stack.problemTexts.count == 1)
        #expect(stack.problemTexts.first?.contains("The largest: BIG 4003, SMALL 205") == true, "\(stack.problemTexts)")
    }

    @Test("code that is in S3 already can't take a link file")
    func s3() {
        let stack = Stack("shop")
        stack.function("Api", code: .s3(bucket: "b", key: "k", sha256: "h"), links: (0..<60).map { stack.queue("Queue\($0)") })
        #expect(stack.problemTexts.first?.contains("in S3 already") == true)
    }

    @Test("two things of one name can't be linked")
    func twice() {
        let stack = Stack("shop")
        stack.function(
            "Api", code: .product("Api"), links: [Link("A", type: "x", values: ["a": 1]), Link("A", type: "x", values: ["a": 2])])
        #expect(stack.problemTexts.first?.contains("named \"A\"") == true)
    }

    @Test("a secret's value is never in the template; where it is, and the leave to read it, are")
    func secrets() throws {
        let stack = Stack("shop")
        stack.function(
            "Api", code: .product("Api"),
            links: [stack.secret("Stripe", secretsManager: "shop/stripe"), stack.secret("Token", parameter: "/shop/token")])
        let template = try stack.template()
        let store = ResourceStore(environment: try Resolver.environment(template, "Api"))
        #expect(try store["Stripe"]["secretId"] as String == "shop/stripe")
        #expect(try store["Token"]["parameter"] as String == "/shop/token")
        let statements = try template.statements("ApiRole").joined()
        #expect(statements.contains("secretsmanager:GetSecretValue") && statements.contains("secret:shop/stripe-??????"))
        #expect(statements.contains("ssm:GetParameter") && statements.contains(":parameter/shop/token"))
        #expect(!template.json.contains("{{resolve"))
    }

    /// The metadata's links as the deploy resolves them.
    private func resolved(_ value: TemplateValue) -> String {
        switch value {
        case .object(let object) where value.intrinsic == nil:
            "{" + object.keys.map { TemplateValue.string($0).json + ":" + resolved(object[$0] ?? .null) }.joined(separator: ",") + "}"
        case .object: TemplateValue.string(Resolver.text(value)).json
        default: value.json
        }
    }

    private func encrypt(_ text: String, key: [UInt8]) -> [UInt8] {
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        let plain = Array(text.utf8)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        var rest: Int32 = 0
        EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, [UInt8](repeating: 0, count: 12))
        EVP_EncryptUpdate(context, &sealed, &count, plain, Int32(plain.count))
        EVP_EncryptFinal_ex(context, nil, &rest)
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag)
        return sealed + tag
    }
}
