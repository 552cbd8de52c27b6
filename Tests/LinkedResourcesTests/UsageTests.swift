import Foundation
import LinkedResources
import Testing

/// What users write, without access to anything internal.
@Suite("Links as users write them")
struct UsageTests {
    let links = ResourceStore(environment: [
        "SST_RESOURCE_App": #"{"name":"shop","stage":"dev"}"#,
        "SST_RESOURCE_Api": #"{"type":"sst.aws.Function","name":"shop-Api","url":"https://a.example/x","latestUrl":"https://b.example/"}"#,
        "SST_RESOURCE_my-queue": #"{"url":"https://queue.example/"}"#,
        "SST_RESOURCE_Db": #"{"port":5432,"tls":true,"credentials":{"username":"u","password":"p","roles":["r","w"]},"odd key":"o"}"#,
        "SST_RESOURCE_Secret": #"{"value":"v","path":"p","description":"d","kind":"k"}"#,
        "SST_RESOURCE_Plain": #""text""#,
    ])

    struct Api: Decodable, Equatable {
        var name: String
        var url: URL
        var latestUrl: URL?
    }

    private func get(_ url: String, headers: [String: String] = [:]) async throws -> String { url }

    @Test("a property is a String where a String is asked for")
    func string() async throws {
        #expect(try await get(links.Api.latestUrl) == "https://b.example/")
        let url = try links.Api.url
        #expect(url == "https://a.example/x")
        #expect(try links.App.name == "shop")
        #expect(try links.App.stage == "dev")
        #expect("\(try links.App.stage)-\(try links.App.name)" == "dev-shop")
    }

    @Test("a property is a URL, a number or any Decodable type where that is asked for")
    func typed() throws {
        let url: URL = try links.Api.latestUrl
        #expect(url.host() == "b.example")
        func host(of url: URL) -> String? { url.host() }
        #expect(try host(of: links.Api.url) == "a.example")
        let port: Int = try links.Db.port
        #expect(port == 5432)
        let tls: Bool = try links.Db.tls
        #expect(tls)
        let roles: [String] = try links.Db.credentials.roles
        #expect(roles == ["r", "w"])
        let optional: String? = try links.Db.credentials.username
        #expect(optional == "u")
    }

    @Test("a link or a property whose name is no identifier is found by subscript")
    func subscripts() throws {
        #expect(try links["my-queue"].url == "https://queue.example/")
        #expect(try links["Db"]["odd key"] == "o")
        let password: String = try links["Db"]["credentials"]["password"]
        #expect(password == "p")
        let port: UInt16 = try links.Db["port"]
        #expect(port == 5432)
    }

    @Test("nested values are reached by their names")
    func nested() throws {
        #expect(try links.Db.credentials.username == "u")
        let credentials: Link = try links.Db.credentials
        #expect(try credentials.password == "p")
    }

    @Test("a whole link decodes into a type")
    func whole() throws {
        let api = try links["Api"].decode(Api.self)
        #expect(api.latestUrl?.absoluteString == "https://b.example/")
        let inferred: Api = try links.Api
        #expect(inferred == api)
        let bySubscript: Api = try links["Api"]
        #expect(bySubscript == api)
        let text: String = try links.Plain
        #expect(text == "text")
    }

    @Test("a property may bear the name of anything that Link itself could have")
    func shadowing() throws {
        #expect(try links.Secret.value == "v")
        #expect(try links.Secret.path == "p")
        #expect(try links.Secret.description == "d")
        #expect(try links.Secret.kind == "k")
    }

    @Test("names lists what is linked")
    func names() throws {
        #expect(try links.names == ["Api", "App", "Db", "Plain", "Secret", "my-queue"])
    }

    @Test("Resource has the same shape, over the process's own environment")
    func resource() async throws {
        let own = ResourceStore()
        #expect(try Resource.names == own.names)
        // No such link can be expected here; what counts is that each form compiles and throws.
        await #expect(throws: LinkError.self) { try await get(Resource.NoSuchLinkHere.latestUrl) }
        #expect(throws: LinkError.self) { let _: URL = try Resource.NoSuchLinkHere.url }
        #expect(throws: LinkError.self) { let _: Api = try Resource.NoSuchLinkHere }
        #expect(throws: LinkError.self) { let _: Api = try Resource["no-such-link"] }
        #expect(throws: LinkError.self) { try Resource["no-such-link"].decode(Api.self) }
        #expect(throws: LinkError.self) { try Resource.NoSuchLinkHere.credentials.username }
        #expect(throws: LinkError.self) { try Resource["no-such-link"].url }
    }
}
