import Foundation
import JSONValue
import Testing

@Suite("Foundation's types")
struct FoundationTypesTests {
    struct Download: Codable, Equatable {
        var url: URL
        var body: Data
        var mirrors: [URL]
        var checksum: Data?
        var id: UUID
    }

    static func download() throws -> Download {
        Download(
            url: try #require(URL(string: "https://example.com/a%20b?c=d#e")), body: Data([0, 1, 2, 254, 255]),
            mirrors: [try #require(URL(string: "http://localhost:1"))], checksum: Data(), id: UUID())
    }

    @Test("URL and Data travel as text and base64, as Foundation has them")
    func roundTrip() throws {
        let download = try Self.download()
        let ours = try JSON(encoding: download)
        let foundation = try JSON(parsing: JSONEncoder().encode(download))
        #expect(ours == foundation)
        #expect(ours["body"]?.string == "AAEC/v8=")
        #expect(try ours.decode(Download.self) == download)
        #expect(try JSONDecoder().decode(Download.self, from: Data(ours.serialized())) == download)
    }
}

extension FoundationTypesTests {
    @Test("a string that is no URL and one that is no base64 are refused without being shown", arguments: ["url", "body"])
    func refused(member: String) throws {
        var json = try #require(try JSON(encoding: Self.download()).object)
        json[member] = "http://[hunter2"
        let error = try #require(#expect(throws: JSON.DecodeError.self) { try JSON.object(json).decode(Download.self) })
        #expect(error.path == member)
        #expect(error.found == "a string")
        #expect(!"\(error)".contains("hunter2"))
        json[member] = 1
        let kind = #expect(throws: JSON.DecodeError.self) { try JSON.object(json).decode(Download.self) }
        #expect(kind?.description == "\(member): expected a string, found a number")
    }

    @Test("URL and Data decode at the top, in arrays, in dictionaries and as optionals")
    func places() throws {
        let url = try #require(URL(string: "https://example.com/x"))
        #expect(try JSON.string("https://example.com/x").decode(URL.self) == url)
        #expect(try JSON(parsing: #"{"a":"https://example.com/x"}"#).decode([String: URL].self) == ["a": url])
        #expect(try JSON(parsing: #"["AQI=",null]"#).decode([Data?].self) == [Data([1, 2]), nil])
        #expect(try JSON(encoding: url) == "https://example.com/x")
        #expect(try JSON(encoding: Data([1, 2])) == "AQI=")
    }

    @Test("data of every length and content survives base64 as Foundation has it")
    func base64() throws {
        for count in 0..<70 {
            let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ count &* 31) })
            let json = try JSON(encoding: data)
            #expect(json.string == data.base64EncodedString())
            #expect(try json.decode(Data.self) == data)
        }
        #expect(try JSON(encoding: Data(0...255)).decode(Data.self) == Data(0...255))
        for text in ["A", "AB", "ABC", "A===", "====", "AB=C", "AB C", "AB-_", "=AAA", "é==="] {
            #expect(throws: JSON.DecodeError.self) { try JSON.string(text).decode(Data.self) }
        }
    }

    @Test("a URL relative to another is refused, because its text alone would lose the other")
    func relative() throws {
        let base = try #require(URL(string: "https://example.com/"))
        let error = #expect(throws: JSON.EncodeError.self) { try JSON(encoding: [URL(string: "path", relativeTo: base)]) }
        #expect(error?.path == "[0]")
    }

    @Test("dates and UUIDs travel as Foundation has them by default")
    func dates() throws {
        struct Stamp: Codable, Equatable {
            var date: Date
            var id: UUID
        }
        let stamp = Stamp(date: Date(timeIntervalSinceReferenceDate: 1234.5), id: UUID())
        #expect(try JSON(encoding: stamp) == (try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(stamp))))
        #expect(try JSON(encoding: stamp).decode(Stamp.self) == stamp)
    }
}
