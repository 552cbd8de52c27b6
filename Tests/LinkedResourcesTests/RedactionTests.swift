import LinkedResources
import Testing

@Suite("What is printed")
struct RedactionTests {
    private struct Holder {
        var link: Link
        var links: [Link]
        var byName: [String: Link?]
    }

    /// Every way in which a value turns into text.
    private func texts<Value>(_ value: Value) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        debugPrint(value, to: &printed)
        let children = Mirror(reflecting: value).children.map { "\($0.value)" }
        return [dumped, printed, "\(value)", String(describing: value), String(reflecting: value)] + children
    }

    @Test("no way of printing a link, what holds one, or the store shows a value")
    func links() throws {
        let store = ResourceStore.usual
        let link = try store.link("Db")
        let nested: Link = try link.credentials
        let password: Link = try nested.password
        let holder = Holder(link: link, links: [nested], byName: ["a": password, "b": nil])
        let texts = texts(link) + texts(nested) + texts(password) + texts(holder) + texts([link]) + texts(Optional(link)) + texts(store)
        for text in texts {
            for secret in ["hunter2", "admin", "5432", "production"] { #expect(!text.contains(secret), "\(text)") }
        }
        #expect("\(nested)" == #"Link("Db.credentials", <redacted>)"#)
        #expect(Mirror(reflecting: link).children.isEmpty)
        #expect(Mirror(reflecting: store).children.isEmpty)
    }

    @Test("no error shows a value, a key or a byte of a file")
    func errors() throws {
        let secret = "hunter2"
        let usual = ResourceStore.usual
        let broken = ResourceStore(["SST_RESOURCE_A": "{\"p\":\"\(secret)\"", "SST_RESOURCES_JSON": "\"\(secret)\""])
        let errors = [
            try failure { try usual.link("Nope") },
            try failure { try ResourceStore([:]).link("Nope") },
            try failure { try usual.link("Db").credentials.nope },
            try failure { try usual.link("Db").credentials.password.nope as Link },
            try failure { try usual.link("Db").credentials.password as Int },
            try failure { try usual.link("Db").decode([String: Int].self) },
            try failure { try usual.link("Db").credentials.decode([Int].self) },
            try failure { try broken.link("A") },
            try failure { try broken.link("B") },
            try failure { try ResourceStore(["SST_KEY": secret]).link("A") },
            try failure { try ResourceStore(key: secret, file: []).link("A") },
            try failure { try ResourceStore(file: Array(secret.utf8)).link("A") },
            try failure { try ResourceStore(sealed: "{\"A\":\"\(secret)").link("A") },
            try failure { try ResourceStore(["SST_KEY": ResourceStore.key, "SST_KEY_FILE": "gone"]).link("A") },
        ]
        #expect(Set(errors.map(\.kind)).count == 9)
        for text in errors.flatMap({ texts($0) }) {
            #expect(!text.contains(secret) && !text.contains(ResourceStore.key), "\(text)")
        }
    }
}
