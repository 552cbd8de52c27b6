import CSupervisor
import Foundation
import Testing

@Suite("the hook's threads", .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "needs /proc"))
struct ThreadsTests {
    /// The nice value of the process's first thread, and the cores that it may run on.
    private func state() throws -> [String] {
        let stat = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        // What follows the program's name, which is in parentheses: the nice value is the 19th field of the whole.
        let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
        let cores = try #require(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") })
        return [String(try #require(fields.dropFirst(16).first)), String(cores)]
    }

    @Test("outside Lambda a watchdog that expires holds nothing else in the process back")
    func outsideLambda() throws {
        let before = try state()
        supervisor_make_other_threads_step_back()
        #expect(try state() == before)
    }
}
