import Foundation
import JSONValue
import Testing

@Suite("Agreement with Foundation")
struct FoundationAgreementTests {
    private func foundation(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    @Test(
        "both accept a valid document and read the same from it",
        arguments: [
            "0", "-1", "1.5", "1e3", "-0.25E-2", "true", "false", "null", "\"\"", "\"a\\u00e9\\n\\\"\\\\\\/\"", "\"\\ud83d\\ude00\"", "[]",
            "{}",
            " [ 1 , 2 ] ", "{\"a\":{\"b\":[null,true]}}", "[[[[[[]]]]]]", "{\"\":0}", "[1,2.5,\"x\",{\"y\":[]}]", "\"é😀\u{7F}\u{2028}\"",
            "9223372036854775807", "-9223372036854775808", "\t\n\r 1", "{\"a b\":1,\"é\":2}", "[0.1,1e-7,123456.789]", "\"\\u0000\"",
        ])
    func valid(text: String) throws {
        let theirs = try foundation(text)
        #expect(equal(try JSON(parsing: text), theirs), "\(text)")
    }

    @Test(
        "both refuse an invalid document",
        arguments: [
            "", " ", "nul", "tru", "+1", "-", "1.", ".5", "1e", "[1,", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,,}", "\"",
            "\"\\x\"",
            "\"\\u12\"", "\"\n\"", "1 2", "[]]", "{}{}", "NaN", "'a'", "[\"a\":1]", "{\"a\",1}", "--1", "\"\\", "[", "{", "]", "}", ":",
            ",",
            "[1}", "{\"a\":1]", "01", "-01", "1e400", "/**/1",
        ])
    func invalid(text: String) {
        #expect(throws: (any Error).self) { try foundation(text) }
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: text) }
    }

    private func equal(_ ours: JSON, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .bool(let value): return theirs as? Bool == value
        case .integer(let value): return (theirs as? NSNumber)?.intValue == value
        case .number(let value): return (theirs as? NSNumber)?.doubleValue == value
        case .string(let value): return theirs as? String == value
        case .array(let elements):
            guard let theirs = theirs as? [Any] else { return false }
            return elements.count == theirs.count && zip(elements, theirs).allSatisfy(equal)
        case .object(let object):
            guard let theirs = theirs as? [String: Any] else { return false }
            return object.count == theirs.count && object.allSatisfy { key, value in theirs[key].map { equal(value, $0) } == true }
        }
    }
}
