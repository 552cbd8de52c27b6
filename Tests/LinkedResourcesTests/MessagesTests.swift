import LinkedResources
import Testing

@Suite("Messages")
struct MessagesTests {
    private func message(_ environment: [String: String], _ look: (ResourceStore) throws -> Void) throws -> LinkError {
        try #require(#expect(throws: LinkError.self) { try look(ResourceStore(environment: environment)) })
    }

    private let app = ["SST_RESOURCE_App": #"{"name":"shop","stage":"dev"}"#]

    @Test("without App, the message says which variable to set, and what to do with SST")
    func notActive() throws {
        let error = try message([:]) { _ = try $0.Api.url }
        #expect(error.kind == .notActive)
        #expect(error.subject == "Api")
        #expect(
            error.description
                == #""Api" is not linked. Set SST_RESOURCE_Api to the link as JSON, such as {"latestUrl":"https://…"}. "#
                + #"With SST, add it to "link" in the function's config, and start a local process with `sst dev -- <command>`."#)
        let other = try message(["SST_RESOURCE_Apy": "{}"]) { _ = try $0.Api.url }
        #expect(other.description == #""Api" is not linked. Did you mean "Apy"? Linked: Apy."#)
        let noVariable = try message(["AWS_LAMBDA_FUNCTION_NAME": "hook"]) { _ = try $0["my-api"].url }
        #expect(
            noVariable.description.hasPrefix(
                #""my-api" is not linked to hook. Set SST_RESOURCES_JSON to links by name as JSON, such as {"my-api":{"latestUrl":"https://…"}}."#
            ))
    }

    @Test("a missing link says what is linked, to which function, and what may have been meant")
    func notLinked() throws {
        let environment = app.merging(["SST_RESOURCE_Queue": "{}", "AWS_LAMBDA_FUNCTION_NAME": "shop-hook"]) { $1 }
        let error = try message(environment) { _ = try $0.Quue.url }
        #expect(error.kind == .notLinked)
        #expect(
            error.description == #""Quue" is not linked in your sst.config.ts to shop-hook. Did you mean "Queue"? Linked: Queue."#)
        let elsewhere = try message(app) { _ = try $0.SomethingElse.url }
        #expect(
            elsewhere.description
                == #""SomethingElse" is not linked in your sst.config.ts. Add it to "link" in the function's config."#)
        let invoked = try message(
            environment.merging(["SST_RESOURCE_App": #"{"name":"shop","stage":"local","command":"rollout invoke"}"#]) { $1 }
        ) { _ = try $0.Api.url }
        #expect(
            invoked.description
                == #""Api" is not linked to shop-hook. Link it with `--function Api=PRODUCT[:VERSION]`, or set `--env SST_RESOURCE_Api=JSON`, where rollout starts it. Linked: Queue."#
        )
    }

    @Test(
        "the nearest name is suggested when it is near enough",
        arguments: [
            ("api", "Api"), ("Apis", "Api"), ("BUCKET", "Bucket"), ("Bukcet", "Bucket"), ("Bucketeer", "Bucket"), ("Zebra", nil),
            ("Appp", nil), ("", nil), ("myqueue", "my-queue"),
        ] as [(String, String?)])
    func nearest(name: String, suggestion: String?) throws {
        let environment = app.merging(["SST_RESOURCE_Api": "{}", "SST_RESOURCE_Bucket": "{}", "SST_RESOURCE_my-queue": "{}"]) { $1 }
        let error = try message(environment) { _ = try $0[name] as Link }
        if let suggestion {
            #expect(error.description.contains("Did you mean \"\(suggestion)\"?"), "\(error)")
        } else {
            #expect(!error.description.contains("Did you mean"), "\(error)")
        }
    }

    @Test("of very many links only the first are listed")
    func manyLinks() throws {
        let many = Dictionary(uniqueKeysWithValues: (100..<300).map { ("SST_RESOURCE_Link\($0)", "{}") })
        let error = try message(app.merging(many) { $1 }) { _ = try $0.Nothing.url }
        #expect(error.description.contains("Link100, "))
        #expect(error.description.hasSuffix(" and 175 more."))
        #expect(error.description.utf8.count < 1000)
    }

    @Test("a missing property says which the link has and what may have been meant")
    func noProperty() throws {
        let environment = ["SST_RESOURCE_Db": #"{"host":"hunter2","credentials":{"username":"hunter2"},"empty":{}}"#]
        let error = try message(environment) { _ = try $0.Db.hots }
        #expect(error.kind == .noSuchProperty)
        #expect(error.subject == "Db.hots")
        #expect(
            error.description == #"The link Db has no property "hots". Did you mean "host"? It has: credentials, empty, host."#)
        let nested = try message(environment) { _ = try $0.Db.credentials.user }
        #expect(nested.description == #"The link Db.credentials has no property "user". It has: username."#)
        let empty = try message(environment) { _ = try $0.Db.empty.x }
        #expect(empty.description == #"The link Db.empty has no property "x". It has none."#)
    }

    @Test(
        "a function's missing URL says how it would be there",
        arguments: [
            (
                #"{"type":"sst.aws.Function","url":"u"}"#, "latestUrl",
                #"has a rollout: set "rollout" with "latestUrl" in the function's config. Before the traffic is shifted "url" reaches the old version."#
            ),
            (
                #"{"type":"sst.aws.Function","url":"u","latestQualifier":"latest"}"#, "latestUrl",
                #"Latest function URL is not enabled. Set "latestUrl" in the rollout config."#
            ),
            (#"{"type":"sst.aws.Function","name":"n"}"#, "url", #"Function URL is not enabled. Set "url" in the function's config."#),
        ])
    func functionURL(link: String, property: String, message expected: String) throws {
        let error = try message(["SST_RESOURCE_Api": link]) { _ = try $0.Api[property] as String }
        #expect(error.kind == .noSuchProperty)
        #expect(error.description.contains(expected))
        #expect(error.description.contains("It has: "))
    }

    @Test("outside of SST a missing latestUrl says which variable to set")
    func latestURLByHand() throws {
        let error = try message(["SST_RESOURCE_Api": #"{"url":"u"}"#]) { _ = try $0.Api.latestUrl }
        #expect(error.description.contains(#"Set SST_RESOURCE_Api to the link as JSON, such as {"latestUrl":"https://…"}."#))
        let nested = try message(["SST_RESOURCE_Api": #"{"next":{}}"#]) { _ = try $0.Api.next.latestUrl as String }
        #expect(!nested.description.contains("SST_RESOURCE_"))
    }

    @Test("no message advises to test url instead", arguments: ["{}", #"{"url":"u"}"#, #"{"type":"sst.aws.Function","url":"u"}"#])
    func noOldVersion(link: String) throws {
        let error = try message(["SST_RESOURCE_Api": link]) { _ = try $0.Api.latestUrl }
        #expect(!error.description.contains("instead") && !error.description.contains(#"Did you mean "url""#), "\(error)")
    }

    @Test("another link's missing latestUrl says nothing of rollouts")
    func otherURL() throws {
        let error = try message(["SST_RESOURCE_Web": #"{"type":"sst.aws.StaticSite","url":"u"}"#]) { _ = try $0.Web.latestUrl }
        #expect(!error.description.contains("rollout"))
    }

    @Test("a value of another kind than was asked for names the place, both kinds and no value")
    func wrongType() throws {
        struct Shape: Decodable { var sizes: [Int] }
        let environment = [
            "SST_RESOURCE_Db": #"{"port":5432,"host":"hunter2","sizes":[1,"hunter2"]}"#, "SST_RESOURCE_List": #"["hunter2"]"#,
        ]
        let number = try message(environment) { _ = try $0.Db.port as String }
        #expect(number.kind == .wrongType)
        #expect(number.description == "The link's value Db.port is not as asked for: expected a string, found a number.")
        let text = try message(environment) { _ = try $0.Db.host as Int }
        #expect(text.description == "The link's value Db.host is not as asked for: expected an integer that Int can hold, found a string.")
        let deep = try message(environment) { _ = try $0.Db.decode(Shape.self) }
        #expect(deep.subject == "Db.sizes[1]")
        let element = try message(environment) { _ = try $0.List.decode([Int].self) }
        #expect(element.subject == "List[0]")
        let noObject = try message(environment) { _ = try $0.Db.host.url }
        #expect(noObject.kind == .wrongType)
        #expect(
            noObject.description
                == "The link's value Db.host is not as asked for: expected an object with the property \"url\", found a string.")
    }
}
