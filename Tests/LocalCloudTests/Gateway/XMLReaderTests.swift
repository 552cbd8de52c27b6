import TestSupport
import Testing

@testable import LocalCloud

@Suite("XML that clients send")
struct XMLReaderTests {
    private func document(_ text: String) throws -> XMLElement { try XMLReader.document(Array(text.utf8)) }

    @Test("elements, texts, references and CDATA are read; attributes, comments and prefixes passed over")
    func read() throws {
        let root = try document(
            """
            \u{FEFF}<?xml version="1.0"?><!-- c --> <s:Delete xmlns:s='http://x' a = "1>"><Quiet>true</Quiet><!-- c --><Object><Key>a&lt;&amp;&#252;&#xFC;<![CDATA[<&]]></Key>\
            <Empty/></Object><Object><Key>b</Key></Object></s:Delete>

            """)
        #expect(root.name == "Delete")
        #expect(root["Quiet"]?.text == "true")
        #expect(root.all("Object").map { $0["Key"]?.text } == ["a<&üü<&", "b"])
        #expect(root["Object"]?["Empty"]?.text == "")
    }

    @Test(
        "what is malformed is refused, document types among it",
        arguments: [
            "", " ", "text", "<a>", "<a></b>", "<a", "<a b></a>", "<a b=1/>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a>&#xFFFFFFFFF;</a>",
            "<a>&",
            "<a/><b/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><!-- </a>", "<a><![CDATA[</a>", "<a></a", "</a>", "<>",
            "<a>\u{FFFD}</a>x",
        ])
    func malformed(text: String) {
        #expect(throws: XMLReader.Malformed.self) { try document(text) }
    }

    @Test("the depth is bounded")
    func depth() {
        #expect(throws: XMLReader.Malformed.self) { try document(String(repeating: "<a>", count: 100_000)) }
    }

    @Test("no bytes trap")
    func fuzz() {
        var generator = SeededGenerator(seed: 1998)
        let pieces = [
            "<a>", "</a>", "<a", "/>", ">", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", "#x", "amp;", ";", "=", "\"", "'", " ", "ü",
            "\u{0}", "text",
        ]
        for _ in 0..<Fuzz.iterations {
            let text = (0..<Int.random(in: 0..<20, using: &generator)).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            _ = try? document("<a>" + text + "</a>")
            _ = try? XMLReader.document((0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }
}
