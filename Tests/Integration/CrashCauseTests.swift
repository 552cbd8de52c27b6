import Foundation
import TestSupport
import Testing

@testable import rollout

@Suite("The cause of a crash")
struct CrashCauseTests {
    private static let backtrace = [
        "*** Program crashed: Illegal instruction at 0x00007fe0e2b6df7f ***", "", #"Thread 0 "Hook":"#, "",
        "  0 0x00007fe0e25b5301 main + 65 in Hook at /shop/Sources/Hook/other.swift:1:1", "", #"Thread 4 "worker" crashed:"#, "",
        "  0                 0x00007fe0e2b6df7f closure #1 in _assertionFailure(_:_:file:line:flags:) + 623 in libswiftCore.so",
        "  1 [ra] [inlined]  0x0000557195f75d56 helper(_:) + 53 in Hook at /shop/.build/checkouts/lib/helper.swift:3:1",
        "  2 [ra]            0x0000557195f75d56 pick(_:) + 53 in Hook at /shop/Sources/Hook/main.swift:6:19",
        "  3 [async] [thunk] 0x00005571960710b0 partial apply in Hook at //<compiler-generated>",
    ]

    @Test("it is the message with the innermost line of the package")
    func own() {
        let log = ["INFO picking", "Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range", ""] + Self.backtrace
        #expect(
            CrashCause(log: log, folder: "/shop")?.description == "Fatal error: Index out of range\n  at Sources/Hook/main.swift:6:19")
        #expect(CrashCause(log: log, folder: "/elsewhere")?.place == "/shop/.build/checkouts/lib/helper.swift:3:1")
    }

    @Test("without a backtrace it is what the process said")
    func message() {
        #expect(
            CrashCause(log: ["Hook/main.swift:9: Fatal error: no: such price"], folder: "/")?.description
                == "Fatal error: no: such price\n  at Hook/main.swift:9")
        #expect(
            CrashCause(log: ["Swift/x.swift:1: Fatal error: Index out of range"], folder: "/")?.description
                == "Fatal error: Index out of range")
    }

    @Test("without a message it is the signal")
    func signal() {
        let cause = CrashCause(log: ["ready"] + Self.backtrace, folder: "/shop")
        #expect(cause?.description == "Illegal instruction at 0x00007fe0e2b6df7f\n  at Sources/Hook/main.swift:6:19")
    }

    @Test("a log without a crash has none", arguments: [[], ["Fatal errors: none", "Thread 1 crashed:"]])
    func none(log: [String]) {
        #expect(CrashCause(log: log, folder: "/shop") == nil)
    }
}
