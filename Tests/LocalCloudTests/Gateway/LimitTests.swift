import JSONValue
import Testing

@testable import LocalCloud

@Suite("limits of what requests may ask for")
struct LimitTests {
    @Test("an input that is no object is refused", arguments: ["[]", "null", "1", "\"a\"", "true", "[{}]"])
    func noObject(text: String) {
        let error = #expect(throws: AWSError.self) { try JSON.input(Array(text.utf8)) }
        #expect(error?.code == "SerializationException")
    }

    @Test("very many values or members are refused before they are kept, in JSON and in CBOR")
    func counts() throws {
        let many = JSON.mostInputValues + 1
        let zeros = "{\"a\":[" + String(repeating: "0,", count: many) + "0]}"
        let arrays = "{\"a\":[" + String(repeating: "[],", count: many) + "0]}"
        let members = "{" + (0...JSON.mostInputMembers).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        for text in [zeros, arrays, members] {
            let error = #expect(throws: AWSError.self) { try JSON.input(Array(text.utf8)) }
            #expect(error?.code == "SerializationException" && error?.message.contains("at most") == true)
        }
        #expect(throws: Never.self) { try JSON.input(Array(("{\"a\":[" + String(repeating: "0,", count: 400_000) + "0]}").utf8)) }
        for element: UInt8 in [0x00, 0x80, 0xA0, 0x60, 0xF6] {
            let array = [0x9F] + [UInt8](repeating: element, count: many) + [0xFF]
            #expect(throws: CBORReader.Malformed.self) { try CBORReader.value(array) }
        }
    }

    @Test("very many elements are refused, and more bytes than such a document has")
    func elements() {
        #expect(throws: XMLReader.Malformed.self) {
            try XMLReader.document(Array(("<a>" + String(repeating: "<a/>", count: XMLReader.mostElements) + "</a>").utf8))
        }
        #expect(throws: XMLReader.Malformed.self) {
            try XMLReader.document(Array("<a>".utf8) + [UInt8](repeating: 0x20, count: XMLReader.largest) + Array("</a>".utf8))
        }
    }

    @Test("very many parameters stay in one piece, and many different names are refused")
    func parameters() {
        let form = GatewayRequest.form(Array(String(repeating: "a&", count: QueryInput.mostParameters * 3).utf8))
        #expect(form.count == QueryInput.mostParameters + 1)
        let names = (0..<30_000).map { (name: "L.member.\($0)" + String(repeating: ".\($0)", count: 12), value: "") }
        #expect(throws: AWSError.self) { try QueryInput(names, .iam) }
    }
}
