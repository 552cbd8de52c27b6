import LinkedResources
import Testing

@Suite("Links and properties that are not there")
struct MissingTests {
    @Test("a missing link is told in SST's words, with the nearest name and what is linked")
    func missingLink() throws {
        let error = try failure { try ResourceStore.usual.link("Apy") }
        #expect(error.kind == .notLinked)
        #expect(error.subject == "Apy")
        #expect(
            error.description
                == #""Apy" is not linked in your sst.config.ts to shop-hook. Did you mean "Api"? Linked: "Api", "App", "Db", "my-queue"."#)
        let local = ResourceStore(["SST_RESOURCE_App": "{}"])
        #expect(try failure { try local.link("Bucket") }.description == #""Bucket" is not linked in your sst.config.ts. Linked: "App"."#)
    }

    @Test("without App, links are not active")
    func notActive() throws {
        let message =
            "It does not look like SST links are active. If this is in local development and you are not starting this process through the "
            + "multiplexer, wrap your command with `sst dev -- <command>`"
        let error = try failure { try ResourceStore(["AWS_LAMBDA_FUNCTION_NAME": "f"]).link("Api") }
        #expect(error.kind == .notActive)
        #expect(error.description == message)
        let partial = try failure { try ResourceStore(["SST_RESOURCE_Api": "{}"]).link("api") }
        #expect(partial.kind == .notActive)
        #expect(partial.description == message + #". "api" is not linked. Did you mean "Api"? Linked: "Api"."#)
    }

    @Test(
        "the nearest name is suggested, and none when all are far",
        arguments: [
            ("api", "Api"), ("Apii", "Api"), ("pAi", "Api"), ("MyQueue", "my-queue"), ("my_queue", "my-queue"), ("DB", "Db"), ("Storage", nil),
            ("", nil), ("x", nil), (String(repeating: "a", count: 100_000), nil),
        ])
    func suggestions(wanted: String, nearest: String?) throws {
        let text = try failure { try ResourceStore.usual.link(wanted) }.description
        if let nearest { #expect(text.contains("Did you mean \"\(nearest)\"?")) } else { #expect(!text.contains("Did you mean")) }
        #expect(text.utf8.count < 1000)
    }

    @Test("a missing property is told with the link's properties and the nearest")
    func missingProperty() throws {
        let error = try failure { try ResourceStore.usual.link("Db").credentials.usrname }
        #expect(error.kind == .noProperty)
        #expect(error.subject == "Db.credentials.usrname")
        #expect(
            error.description
                == #""Db.credentials" has no property "usrname". Did you mean "username"? It has "password", "port", "username"."#)
        #expect(
            try failure { try ResourceStore(["SST_RESOURCE_E": "{}"]).link("E").url }.description
                == #""E" has no property "url". It has nothing."#)
    }

    @Test(
        "a function's missing URL is told in SST's words",
        arguments: [
            ("latestUrl", #"{"type":"sst.aws.Function","url":"u"}"#, #""latestUrl" is only available when rollout is configured. Use "url" instead."#),
            (
                "latestUrl", #"{"type":"sst.aws.Function","latestQualifier":"latest"}"#,
                #"Latest function URL is not enabled. Set "latestUrl" in the rollout config."#
            ),
            ("latestUrl", #"{"type":"sst.aws.Function","latestUrl":null}"#, #""latestUrl" is only available when rollout is configured."#),
            ("url", #"{"type":"sst.aws.Function","name":"n"}"#, "Function URL is not enabled."),
        ])
    func functionURL(property: String, link: String, message: String) throws {
        let error = try failure { try ResourceStore(["SST_RESOURCE_Api": link]).link("Api")[property] }
        #expect(error.kind == .noProperty)
        #expect(error.description.hasPrefix("\"Api.\(property)\": \(message)"))
    }

    @Test("another kind of link gets no advice about function URLs")
    func otherURL() throws {
        let bucket = ResourceStore(["SST_RESOURCE_B": #"{"type":"sst.aws.Bucket","name":"b"}"#])
        #expect(try failure { try bucket.link("B").url }.description == #""B" has no property "url". It has "name", "type"."#)
    }

    @Test("thousands of names, and names that would break a line, make a bounded error of one line")
    func bounded() throws {
        var environment = ["SST_RESOURCE_App": "{}"]
        for number in 0..<5000 { environment["SST_RESOURCE_Link\(number)"] = "1" }
        environment["SST_RESOURCE_A\nB\u{1B}[31m"] = "1"
        environment["SST_RESOURCE_B" + String(repeating: "b", count: 10_000)] = "1"
        let text = try failure { try ResourceStore(environment).link("Linkk4999") }.description
        #expect(text.contains("and 4979 more"))
        #expect(text.utf8.count < 2000)
        #expect(!text.contains { $0.isNewline || $0 == "\u{1B}" })
    }
}
