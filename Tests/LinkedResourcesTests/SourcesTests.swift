import COpenSSL
import Foundation
import Testing

@testable import LinkedResources

/// An encrypted file of links as SST writes it.
enum SealedLinks {
    static let key = [UInt8](0..<32)
    static let keyText = Data(key).base64EncodedString()

    /// Made by Python's cryptography package: `AESGCM(bytes(range(32))).encrypt(bytes(12), plaintext, None)`.
    static let fixed = [UInt8](
        Data(
            base64Encoded: """
                dZ70rtwOucYqxshYfQ6ru6ErOSMFwBBGorKR9reTf2xsN5LIWoGCKRyvGIOk4Aw2yGoxihxfJco9mR0KaAwvkIwcSl/jvXLY8eGns2ZXcrZyeVftRdsxb1HedS6O\
                M7SetD4jKA4iwIt0AEtF9kHPOA6HKUmdDn2+6jBPjhBUSLhRkeX9mAdqAX0LqJclieVVTHc8XaPXV8V3SbfRom2GIg7sLuRgTw==
                """) ?? Data())

    /// AES-256-GCM of a text with a nonce of zeros, its tag at the end.
    static func seal(_ text: String, key: [UInt8] = key) throws -> [UInt8] {
        let context = try #require(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(context) }
        let plaintext = Array(text.utf8)
        let nonce = [UInt8](repeating: 0, count: 12)
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
        var tag = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        try #require(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1)
        try #require(EVP_EncryptUpdate(context, &ciphertext, &count, plaintext, Int32(plaintext.count)) == 1)
        try #require(EVP_EncryptFinal_ex(context, nil, &count) == 1)
        try #require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag) == 1)
        return ciphertext + tag
    }
}

@Suite("Sources of links")
struct SourcesTests {
    private func store(_ environment: [String: String] = [:], file: [UInt8]? = nil, key: String = SealedLinks.keyText) -> ResourceStore {
        guard let file else { return ResourceStore(environment: environment) }
        let pair = ["SST_KEY": key, "SST_KEY_FILE": "resource.enc"]
        return ResourceStore(environment: environment.merging(pair) { $1 }) { _ in file }
    }

    @Test("links come from their own variables, from the variable of all, and from the encrypted file")
    func threeSources() throws {
        let links = store(
            ["SST_RESOURCE_A": #"{"v":"a"}"#, "SST_RESOURCES_JSON": #"{"B":{"v":"b"}}"#], file: try SealedLinks.seal(#"{"C":{"v":"c"}}"#))
        #expect(try links.A.v == "a")
        #expect(try links.B.v == "b")
        #expect(try links.C.v == "c")
        #expect(try links.names == ["A", "B", "C"])
    }

    @Test("the encrypted file wins over SST_RESOURCES_JSON, which wins over SST_RESOURCE_<Name>")
    func precedence() throws {
        let links = store(
            [
                "SST_RESOURCE_A": #"{"v":"1","only":"1"}"#, "SST_RESOURCE_B": #"{"v":"1"}"#, "SST_RESOURCE_C": #"{"v":"1"}"#,
                "SST_RESOURCES_JSON": #"{"B":{"v":"2"},"C":{"v":"2"}}"#,
            ], file: try SealedLinks.seal(#"{"C":{"v":"3"}}"#))
        #expect(try links.A.v == "1")
        #expect(try links.B.v == "2")
        #expect(try links.C.v == "3")
    }

    @Test("a file sealed by another implementation opens")
    func fixedVector() throws {
        let links = store(file: SealedLinks.fixed)
        #expect(try links.names == ["Api", "my-queue"])
        #expect(try links.Api.latestUrl == "https://latest.example.com/")
        #expect(try links["my-queue"].url == "https://sqs.example.com/q")
    }

    @Test("the file is read from disk, by its path")
    func realFile() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "links-\(UUID()).enc").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(SealedLinks.fixed).write(to: URL(filePath: path))
        let links = ResourceStore(environment: ["SST_KEY": SealedLinks.keyText, "SST_KEY_FILE": path])
        #expect(try links.Api.name == "shop-Api")
    }

    @Test("every truncation of the file is refused")
    func truncations() {
        for count in SealedLinks.fixed.indices {
            let links = store(file: Array(SealedLinks.fixed.prefix(count)))
            let error = #expect(throws: LinkError.self) { try links.Api }
            #expect(error?.kind == .invalidFile)
            #expect(error?.subject == "resource.enc")
        }
    }

    @Test("a file with any byte changed, added or removed is refused")
    func forgeries() {
        for position in SealedLinks.fixed.indices {
            for mask: UInt8 in [0x01, 0x80, 0xFF] {
                var forged = SealedLinks.fixed
                forged[position] ^= mask
                #expect(throws: LinkError.self) { try store(file: forged).names }
            }
            var shorter = SealedLinks.fixed
            shorter.remove(at: position)
            #expect(throws: LinkError.self) { try store(file: shorter).names }
        }
        #expect(throws: LinkError.self) { try store(file: SealedLinks.fixed + [0]).names }
    }

    @Test("a key of the wrong value, length or form is refused by its name and not shown")
    func wrongKeys() throws {
        var other = SealedLinks.key
        other[31] ^= 1
        let wrong = #expect(throws: LinkError.self) { try store(file: SealedLinks.fixed, key: Data(other).base64EncodedString()).names }
        #expect(wrong?.kind == .invalidFile)
        for count in [0, 1, 16, 31, 33, 64] {
            let text = Data(repeating: 7, count: count).base64EncodedString()
            guard !text.isEmpty else { continue }
            let error = try #require(#expect(throws: LinkError.self) { try store(file: SealedLinks.fixed, key: text).names })
            #expect(error.kind == .invalidKey)
            #expect(error.description.hasPrefix("SST_KEY holds \(count) bytes instead of 32."))
            #expect(!error.description.contains(text))
        }
        let error = try #require(#expect(throws: LinkError.self) { try store(file: SealedLinks.fixed, key: "hunter2!").names })
        #expect(error.kind == .invalidKey)
        #expect(!error.description.contains("hunter2"))
    }

    @Test(
        "a file that decrypts to anything but an object of links is refused without showing it",
        arguments: ["", "hunter2", "[]", "\"hunter2\"", "{\"hunter2\"", "null"])
    func notLinks(text: String) throws {
        let error = try #require(#expect(throws: LinkError.self) { try store(file: SealedLinks.seal(text)).names })
        #expect(error.kind == .invalidFile)
        #expect(error.description.hasPrefix("resource.enc is no "))
        #expect(!error.description.contains("hunter2"))
    }

    @Test("a file of exactly 1 MiB is read and a larger one refused")
    func size() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "links-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let frame = #"{"Big":{"v":""}}"#
        for excess in [0, 1, 5_000_000] {
            let filler = String(repeating: "x", count: (1 << 20) - 16 - frame.utf8.count + excess)
            let file = try SealedLinks.seal(#"{"Big":{"v":"\#(filler)"}}"#)
            let path = directory.appending(path: "\(excess).enc").path()
            try Data(file).write(to: URL(filePath: path))
            for links in [store(file: file), ResourceStore(environment: ["SST_KEY": SealedLinks.keyText, "SST_KEY_FILE": path])] {
                if excess == 0 {
                    #expect(try links.Big.v == filler)
                } else {
                    let error = #expect(throws: LinkError.self) { try links.Big }
                    #expect(error?.kind == .invalidFile)
                    #expect(error?.description.contains("larger than 1048576 bytes") == true)
                }
            }
        }
    }

    @Test("a file that is missing, a directory or a pipe is refused by its name, at once")
    func unreadable() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "links-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let pipe = directory.appending(path: "pipe").path()
        try #require(mkfifo(pipe, 0o600) == 0)
        let missing = directory.appending(path: "missing.enc").path()
        for (path, cause) in [
            (missing, "there is no such file"), (missing + "/x", "there is no such file"), (directory.path(), "is not a regular file"),
            (pipe, "is not a regular file"),
        ] {
            let links = ResourceStore(environment: ["SST_KEY": SealedLinks.keyText, "SST_KEY_FILE": path])
            let error = try #require(#expect(throws: LinkError.self) { try links.Api })
            #expect(error.kind == .invalidFile)
            #expect(error.subject == path)
            #expect(error.description.contains(cause))
        }
    }

    @Test("an empty variable counts as absent")
    func emptyVariables() throws {
        let links = store([
            "SST_RESOURCE_App": "{}", "SST_RESOURCE_Empty": "", "SST_RESOURCES_JSON": "", "SST_KEY": "", "SST_KEY_FILE": "",
            "SST_RESOURCE_": "x",
        ])
        #expect(try links.names == ["App"])
        let error = #expect(throws: LinkError.self) { try links.Empty }
        #expect(error?.kind == .notLinked)
        #expect(error?.description.contains("SST_KEY") == false)
    }

    @Test("a broken variable fails its own link and no other")
    func brokenVariable() throws {
        let links = store([
            "SST_RESOURCE_App": #"{"name":"shop"}"#, "SST_RESOURCE_Broken": "{\"url\": hunter2", "SST_RESOURCE_Api": #"{"url":"u"}"#,
        ])
        #expect(try links.Api.url == "u")
        #expect(try links.App.name == "shop")
        #expect(try links.names == ["Api", "App", "Broken"])
        let error = try #require(#expect(throws: LinkError.self) { try links.Broken })
        #expect(error.kind == .invalidVariable)
        #expect(error.subject == "SST_RESOURCE_Broken")
        #expect(error.description == "SST_RESOURCE_Broken is no valid JSON: a value was expected at byte 8")
    }

    @Test("a broken SST_RESOURCES_JSON fails what the encrypted file does not answer", arguments: ["{\"A\": hunter2}", "[]", "7"])
    func brokenResources(text: String) throws {
        let links = store(
            ["SST_RESOURCE_App": #"{"name":"shop"}"#, "SST_RESOURCES_JSON": text], file: try SealedLinks.seal(#"{"Api":{"url":"u"}}"#))
        #expect(try links.Api.url == "u")
        for name in ["App", "Absent"] {
            let error = try #require(#expect(throws: LinkError.self) { try links[name] as Link })
            #expect(error.kind == .invalidVariable)
            #expect(error.subject == "SST_RESOURCES_JSON")
            #expect(!error.description.contains("hunter2"))
        }
        #expect(throws: LinkError.self) { try links.names }
    }

    @Test("a broken file fails every look-up, because it would win over every variable")
    func brokenFile() {
        let links = store(["SST_RESOURCE_App": #"{"name":"shop"}"#], file: [1, 2, 3])
        #expect(throws: LinkError.self) { try links.App }
        #expect(throws: LinkError.self) { try links.Absent }
    }

    @Test("SST_KEY without SST_KEY_FILE, and the reverse, is not used; only a look-up that finds nothing tells")
    func halfAPair() throws {
        for (present, absent) in [("SST_KEY", "SST_KEY_FILE"), ("SST_KEY_FILE", "SST_KEY")] {
            let links = ResourceStore(environment: ["SST_RESOURCE_App": #"{"name":"shop"}"#, present: "hunter2"]) {
                path throws(LinkError) in
                Issue.record("the file must not be read")
                return []
            }
            #expect(try links.App.name == "shop")
            let error = try #require(#expect(throws: LinkError.self) { try links.Api })
            #expect(error.description.contains("\(present) is set, but \(absent) is not"))
            #expect(!error.description.contains("hunter2"))
        }
    }
}
