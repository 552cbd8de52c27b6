import Testing

@testable import RolloutStack

/// Stacks that one template can't hold.
@Suite("Nested stacks")
struct NestedTests {
    private func large(_ count: Int, _ layout: StackLayout = .nested) -> Stack {
        let stack = Stack("shop", layout: layout)
        let orders = stack.queue("Orders")
        let table = stack.table("Prices", partitionKey: "id")
        for index in 0..<count {
            let function = stack.function(
                "Function\(index)", code: .product("Product\(index)"), links: [orders, table], url: true,
                rollout: .canary(duration: .minutes(7), alarms: [.errors()], beforeTraffic: .product("Smoke")))
            if index == 0 { function.consume(orders) }
            if index == 1 { stack.schedule("Nightly", .rate(.hours(1)), to: function) }
        }
        return stack
    }

    @Test("each template of a hundred guarded functions is within CloudFormation's limits")
    func limits() throws {
        let template = try large(100).template()
        #expect(template.nested.count > 25)
        for part in [template.root] + template.nested.values {
            #expect((part["Resources"]?.object?.keys.count ?? 0) <= 450)
            #expect((part["Parameters"]?.object?.keys.count ?? 0) <= 200)
            #expect((part["Outputs"]?.object?.keys.count ?? 0) <= 200)
        }
    }

    @Test("a function's nested stack follows from its name: neither more functions nor another order change it")
    func stable() throws {
        let groups = { (count: Int) throws -> [String: String] in
            var groups: [String: String] = [:]
            for (file, part) in try self.large(count).template().nested {
                // shop-prod-Functions07-<hash>.template.json
                for id in part["Resources"]?.object?.keys ?? [] { groups[id] = String(file.split(separator: "-")[2]) }
            }
            return groups
        }
        let (few, many) = (try groups(10), try groups(60))
        #expect(few.count > 100)
        for (id, group) in few { #expect(many[id] == group) }
        #expect(Stack("shop").function("Api", code: .product("Api")).group == "Functions09")
    }

    @Test("the hook of a function is in its nested stack, and a group can be given")
    func groups() throws {
        let stack = Stack("shop", layout: .nested)
        stack.function("Api", code: .product("Api"), group: "Orders", rollout: .canary(beforeTraffic: .product("Smoke")))
        let template = try stack.template()
        #expect(template.nested.count == 1)
        let nested = try #require(template.nested.values.first?["Resources"])
        #expect(nested.at("Api") != nil && nested.at("ApiBeforeTraffic") != nil)
        #expect(template.root["Resources"]?.at("Orders", "Type") == "AWS::CloudFormation::Stack")
    }

    @Test("what a nested stack needs from elsewhere comes in by parameters, and only that")
    func parameters() throws {
        let template = try large(3).template()
        for (group, nested) in try groups(of: template) {
            let arguments = try #require(template.root["Resources"]?.at(group, "Properties", "Parameters")?.object)
            #expect(Set(arguments.keys) == Set(nested["Parameters"]?.object?.keys ?? []))
            let resources = nested["Resources"]?.object ?? [:]
            let conditions = nested["Conditions"]?.object ?? [:]
            for reference in References.all(in: .object(resources)) + References.all(in: .object(conditions))
            where !reference.name.hasPrefix("AWS::") {
                #expect(resources[reference.name] != nil || arguments[reference.name] != nil, "\(reference)")
            }
        }
        // The rule is in the root, and calls an alias of a nested stack.
        #expect(template.root["Resources"]?.at("Nightly")?.json.contains("Outputs.") == true)
    }

    @Test("the metadata says where in the lists each value goes")
    func places() throws {
        let template = try large(5).template()
        #expect(template.metadata["templates"]?.at("urlParameter") == "TemplatesURL")
        for index in 0..<5 {
            let place = try #require(template.metadata["rollouts"]?.at("Function\(index)", "liveVersion")?.array?.first?.text)
            let parts = place.split(separator: ".")
            let list = String(parts[0])
            #expect(template.root["Parameters"]?.at(list, "Type") == "CommaDelimitedList")
            let group = String(list.dropLast("LiveVersions".count))
            let argument = template.root["Resources"]?.at(group, "Properties", "Parameters", "Function\(index)LiveVersion")
            #expect(argument == .select(Int(parts[1]) ?? -1, .ref(list)))
        }
        // One product in several nested stacks has a place in each.
        #expect((template.metadata["code"]?.at("Smoke", "parameters", "key")?.array?.count ?? 0) > 1)
    }

    @Test("functions in two groups that need each other are an error, with the path")
    func circle() {
        let stack = Stack("shop", layout: .nested)
        let first = stack.function("First", code: .product("A"), url: true, group: "A")
        let second = stack.function("Second", code: .product("B"), links: [first], url: true, group: "B")
        stack.function("Third", code: .product("C"), links: [second], group: "A")
        #expect(stack.problemTexts.first?.contains("A → B → A") == true, "\(stack.problemTexts)")
    }

    @Test("user parameters and conditions go along, lists as lists")
    func values() throws {
        let stack = Stack("shop", layout: .nested)
        let subnets = stack.parameter("Subnets", type: "List<AWS::EC2::Subnet::Id>")
        stack.parameter("Stage", default: "prod")
        stack.condition("IsProd", .equals(.ref("Stage"), "prod"))
        stack.function(
            "Api", code: .product("Api"), environment: ["LEVEL": .if("IsProd", "error", else: "debug")],
            vpc: VPC(subnets: subnets, securityGroups: ["sg-1"]), group: "A")
        let template = try stack.template()
        #expect(template.root["Resources"]?.at("A", "Properties", "Parameters", "Subnets") == .join(",", list: .ref("Subnets")))
        let nested = try #require(template.nested.values.first)
        #expect(nested["Conditions"]?.at("IsProd") == .equals(.ref("Stage"), "prod"))
        #expect(nested["Parameters"]?.at("Stage", "Type") == "String")
    }

    @Test("cfn-lint finds nothing in the parts", .enabled(if: Linter.isHere))
    func lint() async throws {
        try await Linter.check([
            large(3).template(), Examples.shop(layout: .nested).template(),
            Examples.shop(.managedByCloudFormation, layout: .nested).template(),
        ])
    }

    private func groups(of template: Template) throws -> [(String, TemplateObject)] {
        let files = try #require(template.metadata["templates"]?.at("files")?.object)
        return files.keys.compactMap { group in files[group]?.text.flatMap { template.nested[$0] }.map { (group, $0) } }
    }
}
