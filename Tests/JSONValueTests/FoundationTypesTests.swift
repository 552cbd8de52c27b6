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

    static let download = Download(
        url: URL(string: "https://example.com/a%20b?c=d#e")!, body: Data([0, 1, 2, 254, 255]),
        mirrors: [URL(string: "http://localhost:1")!], checksum: Data(), id: UUID())

    @Test("URL and Data travel as text and base64, as Foundation has them")
    func roundTrip() throws {
        let ours = try JSON(encoding: Self.download)
        let foundation = try JSON(parsing: JSONEncoder().encode(Self.download))
        #expect(ours == foundation)
        #expect(ours["body"]?.string == "AAEC/v8=")
        #expect(try ours.decode(Download.self) == Self.download)
        #expect(try JSONDecoder().decode(Download.self, from: Data(ours.serialized())) == Self.download)
    }
}
