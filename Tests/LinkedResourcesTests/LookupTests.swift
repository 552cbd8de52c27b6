import Foundation
import JSONValue
import LinkedResources
import Testing

@Suite("Looking up links")
struct LookupTests {
    let store = ResourceStore.usual

    /// Stands in for `HTTPClient.get`: what counts is that the call has the shape that the README shows.
    func get(_ url: String) async throws -> String { url }

    @Test("the README's line compiles, and says what to do where nothing is linked")
    func shape() async throws {
        guard getenv("SST_RESOURCE_App") == nil, getenv("SST_RESOURCE_Api") == nil, getenv("SST_KEY_FILE") == nil else { return }
        let error = await #expect(throws: LinkError.self) { try await get(Resource.Api.latestUrl) }
        #expect(error?.kind == .notActive)
        #expect(error?.description.contains("wrap your command with `sst dev -- <command>`") == true)
        #expect(throws: LinkError.self) { let _: URL = try Resource["my-queue"].url }
        #expect(throws: LinkError.self) { try Resource.Db.credentials.username }
        #expect(throws: LinkError.self) { try Resource.App.stage == "production" }
        #expect(try Resource.names.contains("Api") == false)
    }

    @Test("a property is a String where nothing else is asked for")
    func strings() async throws {
        #expect(try await get(store.link("Api").latestUrl) == "https://latest.example.com/")
        let url = try store.link("Api").url
        #expect(url == "https://live.example.com/")
        #expect(try "\(store.link("Api").url)health" == "https://live.example.com/health")
        #expect(try store.link("App").name == "shop")
        #expect(try store.link("App").stage == "production")
    }

    @Test("a property is what the context asks for")
    func types() throws {
        let url: URL = try store.link("Api").url
        #expect(url.host() == "live.example.com")
        let port: Int = try store.link("Db").credentials.port
        #expect(port == 5432)
        let tags: [String] = try store.link("Db").tags
        #expect(tags == ["a", "b"])
        let json: JSON = try store.link("Db").tags
        #expect(json == ["a", "b"])
        let link: Link = try store.link("Db").credentials
        #expect(try link.username == "admin")
    }

    @Test("an optional type is nil for a property that is absent or null, and the value for one that is there")
    func optionals() throws {
        let present: String? = try store.link("Api").url
        #expect(present == "https://live.example.com/")
        let absent: String? = try store.link("my-queue").latestUrl
        #expect(absent == nil)
        let null: URL? = try store.link("Db").none
        #expect(null == nil)
        #expect(throws: LinkError.self) { let _: Int? = try store.link("Api").url }
        #expect(throws: LinkError.self) { let _: Int? = try store.link("Apu").url }
        #expect(throws: LinkError.self) { let _: String? = try store.link("Db").credentials.username.first }
        let noUrl = ResourceStore(["SST_RESOURCE_F": #"{"type":"sst.aws.Function","url":null}"#])
        let disabled: String? = try noUrl.link("F").url
        #expect(disabled == nil)
        #expect(throws: LinkError.self) { let _: JSON = try store.link("Api").nope }
    }

    @Test("nested values are reached by dots or by subscripts")
    func nested() throws {
        #expect(try store.link("Db").credentials.username == "admin")
        #expect(try store.link("Db")["credentials"]["password"] == "hunter2")
        let port: Int = try store.link("Db")["credentials"]["port"]
        #expect(port == 5432)
    }

    @Test("a property whose name Link uses itself is reached by subscript")
    func takenNames() throws {
        #expect(try store.link("my-queue")["description"] == "Jobs")
        #expect(try store.link("my-queue")["decode"] == "x")
    }

    @Test("a whole link decodes into a type")
    func decode() throws {
        struct Api: Decodable, Equatable {
            var name: String
            var url: URL
            var latestUrl: String?
            var qualifier: String?
        }
        let api = try store.link("Api").decode(Api.self)
        #expect(api.name == "shop-api")
        #expect(api.url.absoluteString == "https://live.example.com/")
        #expect(api.latestUrl == "https://latest.example.com/")
        #expect(api.qualifier == nil)
        let error = try failure { try store.link("App").decode(Api.self) }
        #expect(error.kind == .wrongType)
        #expect(error.subject == "App.url")
        #expect(error.description == #""App.url": expected a value, found nothing"#)
    }

    @Test("a link need not be an object")
    func scalars() throws {
        let store = ResourceStore(["SST_RESOURCE_Flag": "true", "SST_RESOURCE_List": "[1]", "SST_RESOURCE_App": "{}"])
        #expect(try store.link("Flag").decode(Bool.self))
        #expect(try store.link("List").decode([Int].self) == [1])
        let error = try failure { try store.link("Flag").url }
        #expect(error.description == #""Flag" is a boolean and has no property "url"."#)
        #expect(try failure { let _: String? = try store.link("List").x }.kind == .noProperty)
    }

    @Test("a value of another type is refused with its place and kinds, not its text")
    func wrongType() throws {
        let error = try failure { let _: Int = try store.link("Db").credentials.password }
        #expect(error.kind == .wrongType)
        #expect(error.subject == "Db.credentials.password")
        #expect(error.description == #""Db.credentials.password": expected an integer that Int can hold, found a string"#)
        let list = try failure { let _: [Int] = try store.link("Db").tags }
        #expect(list.subject == "Db.tags[0]")
        #expect(try failure { try store.link("Db").none }.description == #""Db.none": expected a string, found null"#)
        let url = ResourceStore(["SST_RESOURCE_A": #"{"url":"https://[hunter2"}"#])
        let broken = try failure { let _: URL = try url.link("A").url }
        #expect(broken.kind == .wrongType)
        #expect(!broken.description.contains("hunter2"))
    }

    @Test("names lists everything linked, in alphabetical order")
    func names() throws {
        #expect(try store.names() == ["Api", "App", "Db", "my-queue"])
        #expect(try ResourceStore([:]).names() == [])
    }
}
