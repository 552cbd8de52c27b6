import Foundation
import Surroundings
import Testing

@Suite("The environment")
struct EnvironmentTests {
    // The variables belong to the process, so each test that sets one runs in a process of its own.

    @Test("of the process is read when it is asked, and what is empty counts as absent")
    func process() async {
        await #expect(processExitsWith: .success) {
            setenv("SURROUNDINGS_NOW", "", 1)
            #expect(Environment.process["SURROUNDINGS_NOW"] == nil && Environment.process["SURROUNDINGS_UNSET"] == nil)
            setenv("SURROUNDINGS_NOW", "a=b=", 1)
            #expect(Environment.process["SURROUNDINGS_NOW"] == "a=b=")
            unsetenv("SURROUNDINGS_NOW")
            #expect(Environment.process["SURROUNDINGS_NOW"] == nil)
        }
    }

    @Test("of a dictionary has an empty variable no more than an unset one")
    func given() {
        let environment = Environment(["SET": "1", "EMPTY": ""])
        #expect(environment["SET"] == "1" && environment["EMPTY"] == nil && environment["UNSET"] == nil)
    }

    @Test("once copied stays as it was, for the names that begin so")
    func snapshot() async {
        await #expect(processExitsWith: .success) {
            for name in ["SNAP_A", "SNAP_AB", "SNAP_EMPTY", "OTHER_SNAP_A"] { setenv(name, name == "SNAP_EMPTY" ? "" : "\(name)=ü", 1) }
            let environment = Environment.snapshot(prefix: "SNAP_")
            setenv("SNAP_A", "later", 1)
            unsetenv("SNAP_AB")
            #expect(environment["SNAP_A"] == "SNAP_A=ü" && environment["SNAP_AB"] == "SNAP_AB=ü")
            for name in ["SNAP_EMPTY", "OTHER_SNAP_A", "SNAP_", "SNAP_ABC", "PATH", ""] { #expect(environment[name] == nil, "\(name)") }
        }
    }

    @Test("is listed by the beginning of the names")
    func variables() async {
        await #expect(processExitsWith: .success) {
            setenv("LISTED_A", "x=y", 1)
            setenv("LISTED_B", "", 1)
            #expect(Environment.variables(prefix: "LISTED_") == ["LISTED_A": "x=y", "LISTED_B": ""])
            #expect(Environment.variables(prefix: "LISTED_B_") == [:])
            #expect(Environment.variables(prefix: "")["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        }
    }
}
