import Testing

@testable import rollout

@Suite("text that others wrote")
struct VisibleTextTests {
    @Test(
        "is shown, and does nothing to a terminal",
        arguments: [
            ("plain, ü and 日本\n", "plain, ü and 日本\n"), ("a\tb\r\n", "a\tb\n"), ("a\rb", "a␍b"), ("\0\u{7}\u{7F}", "␀␇␡"),
            ("\u{1B}]0;title\u{7}", "␛]0;title␇"), ("\u{9B}31m", "\u{FFFD}31m"), ("\u{1B}[2J", "␛[2J"), ("\u{1B}", "␛"),
            ("\u{1B}[31mred", "␛[31mred"),
        ])
    func controls(text: String, shown: String) {
        #expect(text.visible() == shown)
        #expect(!text.contains("\u{1B}[31m") == (text.visible(keepsStyle: true) == shown))
    }

    @Test("keeps its colours on a terminal, up to its end")
    func colours() {
        #expect("\u{1B}[1;31mred".visible(keepsStyle: true) == "\u{1B}[1;31mred\u{1B}[0m")
        #expect("\u{1B}[31mred\u{1B}[0m".visible(keepsStyle: true) == "\u{1B}[31mred\u{1B}[0m")
        #expect("\u{1B}[31Hred".visible(keepsStyle: true) == "␛[31Hred")
    }
}
