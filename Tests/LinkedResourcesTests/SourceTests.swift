import JSONValue
import LinkedResources
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("Where links come from")
struct SourceTests {
    @Test("the key file wins over SST_RESOURCE_<Name>, which wins over SST_RESOURCES_JSON")
    func precedence() throws {
        let environment = [
            "SST_RESOURCE_A": #"{"from":"single"}"#, "SST_RESOURCE_B": #"{"from":"single"}"#,
            "SST_RESOURCES_JSON": #"{"A":{"from":"many"},"B":{"from":"many"},"C":{"from":"many"}}"#,
        ]
        let store = ResourceStore(environment, sealed: #"{"A":{"from":"file"}}"#)
        #expect(try store.link("A").from == "file")
        #expect(try store.link("B").from == "single")
        #expect(try store.link("C").from == "many")
        #expect(try store.names() == ["A", "B", "C"])
    }

    @Test("empty variables count as none")
    func empty() throws {
        let store = ResourceStore([
            "SST_RESOURCE_A": "", "SST_RESOURCE_": "{}", "SST_RESOURCES_JSON": "", "SST_KEY": "", "SST_KEY_FILE": "", "AWS_LAMBDA_FUNCTION_NAME": "",
            "SST_RESOURCE_App": "{}",
        ])
        #expect(try store.names() == ["App"])
        #expect(try failure { try store.link("A") }.description.hasPrefix(#""A" is not linked in your sst.config.ts. "#))
    }

    @Test("the prefix is taken off once")
    func prefix() throws {
        #expect(try ResourceStore(["SST_RESOURCE_SST_RESOURCE_X": "1"]).names() == ["SST_RESOURCE_X"])
    }

    @Test("a broken variable fails its own link, named without its content, and no other")
    func brokenVariable() throws {
        let store = ResourceStore(["SST_RESOURCE_A": #"{"password":hunter2}"#, "SST_RESOURCE_B": #"{"x":"1"}"#, "SST_RESOURCE_App": "{}"])
        #expect(try store.link("B").x == "1")
        #expect(try store.names() == ["A", "App", "B"])
        let error = try failure { try store.link("A") }
        #expect(error.kind == .invalidVariable)
        #expect(error.subject == "SST_RESOURCE_A")
        #expect(error.description.hasPrefix(#""SST_RESOURCE_A" does not hold valid JSON: expected a value at line 1, column 13."#))
        #expect(try failure { try store.link("C") }.kind == .notLinked)
    }

    @Test("a variable cut off anywhere is refused without its content")
    func truncatedVariable() throws {
        let text = #"{"password":"hunter2","port":5432}"#
        for length in 1..<text.count {
            let error = try failure { try ResourceStore(["SST_RESOURCE_A": String(text.prefix(length))]).link("A") }
            #expect(error.kind == .invalidVariable)
            #expect(!error.description.contains("hun") && !error.description.contains("543") && !error.description.contains("passw"))
        }
    }

    @Test("a broken SST_RESOURCES_JSON fails the look-ups that it could have answered", arguments: ["{\"A\":hunter2}", "[]", "1", "hunter2"])
    func brokenMany(text: String) throws {
        let store = ResourceStore(["SST_RESOURCES_JSON": text, "SST_RESOURCE_B": #"{"x":"1"}"#])
        #expect(try store.link("B").x == "1")
        for error in [try failure { try store.link("A") }, try failure { try store.names() }] {
            #expect(error.kind == .invalidVariable)
            #expect(error.subject == "SST_RESOURCES_JSON")
            #expect(error.description.hasPrefix("\"SST_RESOURCES_JSON\"") || error.description.hasPrefix("SST_RESOURCES_JSON"))
            #expect(!error.description.contains("hunter2"))
        }
    }

    @Test("one of SST_KEY and SST_KEY_FILE without the other fails what nothing else answers, and names the absent one")
    func halfPair() throws {
        for (set, unset) in [("SST_KEY", "SST_KEY_FILE"), ("SST_KEY_FILE", "SST_KEY")] {
            let store = ResourceStore([set: "topsecret", "SST_RESOURCE_B": #"{"x":"1"}"#])
            #expect(try store.link("B").x == "1")
            for error in [try failure { try store.link("A") }, try failure { try store.names() }] {
                #expect(error.kind == .incompleteKey)
                #expect(error.subject == unset)
                #expect(error.description.hasPrefix("\(set) is set but \(unset) is not"))
                #expect(!error.description.contains("topsecret"))
            }
        }
    }

    @Test("a file that Python's cryptography encrypted opens")
    func pythonVector() throws {
        let file = try #require(Base64.decode(Sealed.Python.file))
        let store = ResourceStore(key: Sealed.Python.key, file: file)
        #expect(try store.names() == ["Api", "Db"])
        #expect(try store.link("Api").latestUrl == "https://latest.example.com/")
        #expect(try store.link("Db").credentials.password == "hunter2")
    }

    @Test("files of every length open")
    func lengths() throws {
        for length in 0..<70 {
            let text = String(repeating: "é", count: length)
            #expect(try ResourceStore(sealed: #"{"A":"\#(text)"}"#).link("A").decode(String.self) == text)
        }
        let large = String(repeating: "x", count: 900_000)
        #expect(try ResourceStore(sealed: #"{"A":"\#(large)"}"#).link("A").decode(String.self) == large)
    }

    @Test("a file cut short anywhere is refused")
    func truncatedFile() throws {
        let file = try #require(Base64.decode(Sealed.Python.file))
        for length in file.indices {
            let error = try failure { try ResourceStore(key: Sealed.Python.key, file: Array(file.prefix(length))).link("Api") }
            #expect(error.kind == .invalidFile)
            #expect(error.subject == "resource.enc")
        }
    }

    @Test("a file with any bit changed, or a byte more, is refused")
    func forgedFile() throws {
        let file = try #require(Base64.decode(Sealed.Python.file))
        for position in file.indices {
            for bit in 0..<8 {
                var forged = file
                forged[position] ^= 1 << UInt8(bit)
                let error = try failure { try ResourceStore(key: Sealed.Python.key, file: forged).link("Api") }
                #expect(error.kind == .invalidFile)
            }
        }
        #expect(try failure { try ResourceStore(key: Sealed.Python.key, file: file + [0]).link("Api") }.kind == .invalidFile)
        #expect(try failure { try ResourceStore(key: Sealed.Python.key, file: Array(file.dropFirst())).link("Api") }.kind == .invalidFile)
    }

    @Test("another key does not open the file")
    func otherKey() throws {
        let file = try #require(Base64.decode(Sealed.Python.file))
        let error = try failure { try ResourceStore(file: file).link("Api") }
        #expect(error.kind == .invalidFile)
        #expect(error.description.contains("does not match SST_KEY"))
        #expect(!error.description.contains(ResourceStore.key))
    }

    @Test(
        "a key that is not 32 bytes in base64 is refused and not shown",
        arguments: [
            "hunter2", "hunter2=", Base64.encode([UInt8](repeating: 1, count: 31)), Base64.encode([UInt8](repeating: 1, count: 33)), "====",
            String(repeating: "A", count: 43), String(repeating: "A", count: 43) + "=\n",
        ])
    func wrongKey(key: String) throws {
        let error = try failure { try ResourceStore(key: key, file: []).link("Api") }
        #expect(error.kind == .invalidKey)
        #expect(error.subject == "SST_KEY")
        #expect(!error.description.contains(key))
    }

    @Test(
        "a genuine file that holds no object of links is refused without its content",
        arguments: ["", "hunter2", "[\"hunter2\"]", "{\"A\":\"hunter2\"", "\"hunter2\""])
    func wrongPlaintext(text: String) throws {
        let error = try failure { try ResourceStore(sealed: text).link("A") }
        #expect(error.kind == .invalidFile)
        #expect(error.subject == "resource.enc")
        #expect(!error.description.contains("hunter2") && !error.description.contains("'h'"))
    }

    @Test("plaintext that is not UTF-8 is refused")
    func notUTF8() throws {
        let file = Sealed.file([0x7B, 0xFF, 0x7D], key: ResourceStore.keyBytes)
        #expect(try failure { try ResourceStore(file: file).link("A") }.kind == .invalidFile)
    }

    @Test("a file above 1 MiB is refused, whoever reads it")
    func tooLarge() throws {
        let error = try failure { try ResourceStore(file: [UInt8](repeating: 0, count: (1 << 20) + 1)).link("A") }
        #expect(error.kind == .unreadableFile)
        #expect(error.description.contains("it is larger than 1048576 bytes"))
    }

    @Test("a broken file fails every look-up, because the file would have won")
    func brokenFile() throws {
        let store = ResourceStore(["SST_RESOURCE_App": "{}", "SST_KEY": ResourceStore.key, "SST_KEY_FILE": "gone.enc"])
        for error in [try failure { try store.link("App") }, try failure { try store.link("A") }, try failure { try store.names() }] {
            #expect(error.kind == .unreadableFile)
            #expect(error.subject == "gone.enc")
            #expect(error.description.hasPrefix(#"The file of links "gone.enc", which SST_KEY_FILE names, cannot be read: No such file or directory."#))
        }
    }

    @Test("the file on disk is read; what is no readable regular file is refused at once")
    func disk() throws {
        var template = Array("/tmp/links-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { rmdir(folder) }
        let path = folder + "/resource.enc"
        let pipe = folder + "/pipe"
        defer {
            unlink(path)
            unlink(pipe)
        }
        func write(_ bytes: [UInt8]) throws {
            let file = try #require(fopen(path, "w"))
            defer { fclose(file) }
            #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        }
        func store(_ path: String) -> ResourceStore {
            ResourceStore(
                environment: ["SST_KEY": Sealed.Python.key, "SST_KEY_FILE": path],
                readFile: { (path) throws(LinkFile.ReadError) in try LinkFile.read(path) })
        }
        try write(try #require(Base64.decode(Sealed.Python.file)))
        #expect(try store(path).link("Api").url == "https://live.example.com/")
        try write([UInt8](repeating: 7, count: LinkFile.maximumBytes))
        #expect(try failure { try store(path).link("Api") }.kind == .invalidFile)
        try write([UInt8](repeating: 7, count: LinkFile.maximumBytes + 1))
        #expect(try failure { try store(path).link("Api") }.description.contains("larger than"))
        try write([])
        #expect(try failure { try store(path).link("Api") }.kind == .invalidFile)

        #expect(mkfifo(pipe, 0o600) == 0)
        for (path, reason) in [
            (folder, "not a regular file"), (pipe, "not a regular file"), ("/dev/zero", "not a regular file"),
            (folder + "/none", "No such file or directory"),
        ] {
            let error = try failure { try store(path).link("Api") }
            #expect(error.kind == .unreadableFile)
            #expect(error.subject == path)
            #expect(error.description.contains(reason))
        }
    }
}
