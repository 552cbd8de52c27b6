import Foundation
import TestSupport
import Testing

@testable import RolloutStack

/// What an executable that describes a stack does with its arguments.
@Suite("The stack's program")
struct ProgramTests {
    @Test("it prints the template, in one line or in many")
    func prints() throws {
        let stack = Examples.small()
        let template = try stack.template()
        #expect(StackProgram([]).run(stack).output == template.json + "\n")
        #expect(StackProgram(["--pretty"]).run(stack).output == template.prettyJSON + "\n")
        let parsed = try JSONSerialization.jsonObject(with: Data(template.prettyJSON.utf8)) as? NSDictionary
        #expect(try parsed == JSONSerialization.jsonObject(with: Data(template.json.utf8)) as? NSDictionary)
    }

    @Test("it writes the template to a file, nested ones beside it")
    func output() throws {
        let single = StackProgram(["--output", "out/shop.json"]).run(Examples.small())
        #expect(single.output == "" && single.files.map(\.path) == ["out/shop.json"])
        let nested = StackProgram(["--output=out/shop.json"]).run(Examples.shop(layout: .nested))
        #expect(nested.files.count > 1)
        #expect(nested.files.dropFirst().allSatisfy { $0.path.hasPrefix("out/shop-prod-Functions") })
    }

    @Test("it shows the schedules instead")
    func schedule() {
        #expect(
            StackProgram(["--schedule"]).run(Examples.shop()).output == """
                Api: 20 % at 0:00, 40 % at 0:03, 60 % at 0:06, 80 % at 0:09, 100 % at 0:12, hooks before and after, latest end 2:12
                Worker: 100 % at 0:00, hook before, latest end 1:00

                """)
        #expect(StackProgram(["--schedule"]).run(Stack("empty")).output == "no rollouts\n")
    }

    @Test("a wrong argument ends with 64 and the help", arguments: [["--nonsense"], ["file"], ["--output"], ["--output", ""], ["-x"]])
    func usage(arguments: [String]) {
        let result = StackProgram(arguments).run(Examples.small())
        #expect(result.status == 64)
        #expect(result.errors.contains("--pretty") && result.output.isEmpty)
    }

    @Test("--help is no error")
    func help() {
        let result = StackProgram(["--help"]).run(Examples.small())
        #expect(result.status == 0 && result.output.contains("--schedule"))
    }

    @Test("a stack with problems ends with 1, all of them on the standard error, and no output")
    func problems() {
        let stack = Stack("shop")
        stack.function("A", code: .product("A"), memory: .mebibytes(1))
        stack.function("B", code: .product("B"), memory: .mebibytes(1))
        let result = StackProgram(["--output", "x"]).run(stack)
        #expect(result.status == 1)
        #expect(result.output.isEmpty && result.files.isEmpty)
        #expect(result.errors.split(separator: "\n").count == 3)
    }
}
