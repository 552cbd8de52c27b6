import LinkedResources
import Testing

@Suite("Redaction")
struct RedactionTests {
    /// Everything that can be made to show itself, in every way to show it.
    private func texts(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        let mirror = Mirror(reflecting: value)
        return [
            dumped, String(describing: value), String(reflecting: value), "\(value)", "\(mirror.children.map { "\($0)" })",
            "\([value])", "\(Optional(value) as Any)", String(reflecting: [value]), String(reflecting: ["key": value]),
        ].joined(separator: "\n")
    }

    private let secret = "hunter2"

    private func links() -> ResourceStore {
        ResourceStore(
            environment: [
                "SST_RESOURCE_App": #"{"name":"hunter2","stage":"hunter2"}"#,
                "SST_RESOURCE_Db": #"{"password":"hunter2","nested":{"list":["hunter2"],"number":1},"value":"hunter2"}"#,
                "SST_RESOURCE_Plain": #""hunter2""#,
                "SST_RESOURCE_Broken": "hunter2",
                "SST_RESOURCE_BrokenLater": #"{"a": "hunter2" "b"}"#,
            ])
    }

    @Test("a store shows the names of its links and none of their values")
    func store() {
        let text = texts(links())
        #expect(text.contains("Db"))
        #expect(!text.contains(secret))
    }

    @Test("a link shows the names of its properties and none of their values")
    func link() throws {
        for link: Link in [try links().Db, try links().Db.nested, try links().App, try links()["Plain"]] {
            #expect(!texts(link).contains(secret))
        }
        #expect(texts(try links().Db as Link).contains("password"))
        #expect(texts(try links().Db as Link).contains("nested"))
    }

    @Test("no error shows a value, a key or a file's content")
    func errors() throws {
        struct Refusing: Decodable {
            init(from decoder: any Decoder) throws {
                let text = try decoder.singleValueContainer().decode(String.self)
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
        }
        enum Choice: String, Decodable { case one }
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAhunter2="
        let store = links()
        let looks: [() throws -> Void] = [
            { _ = try store.Absent.url }, { _ = try store.Db.absent }, { _ = try store.Db.password as Int },
            { _ = try store.Db.nested as String },
            { _ = try store.Db.nested.list as [Int] }, { _ = try store.Db.password as Refusing }, { _ = try store.Db.password as Choice },
            { _ = try store.Db.password.deeper }, { _ = try store.Plain.url }, { _ = try store.Broken as Link },
            { _ = try store.BrokenLater as Link }, { _ = try ResourceStore(environment: ["SST_RESOURCES_JSON": "hunter2"]).names },
            { _ = try ResourceStore(environment: ["SST_KEY": key, "SST_KEY_FILE": "/nonexistent"]).names },
            { _ = try ResourceStore(environment: ["SST_KEY": key, "SST_KEY_FILE": "f"]) { _ in Array("hunter2".utf8) }.names },
            {
                _ = try ResourceStore(environment: ["SST_KEY": key, "SST_KEY_FILE": "f"]) { _ in Array("hunter2 hunter2 hunter2".utf8) }
                    .names
            },
            { _ = try ResourceStore(environment: ["SST_KEY": secret, "SST_KEY_FILE": "f"]) { _ in [] }.names },
        ]
        for look in looks {
            let error = try #require(#expect(throws: LinkError.self) { try look() })
            #expect(!texts(error).contains(secret), "\(error.kind)")
            #expect(!error.description.isEmpty)
        }
    }
}
