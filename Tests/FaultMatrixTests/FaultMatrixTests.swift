import Foundation
import TestSupport
import Testing

/// What CodeDeploy gets from a real hook process, whatever goes wrong with it or on the way: the table of the README, row by row.
///
/// `make faults` runs this alone, prints the table and holds every row to two seconds from the fault to the verdict. In a full test run,
/// where other tests keep the machine busy, a row may take longer. `FAULT_CPU_PERCENT=10` (as root, with cgroups) holds the hook to a
/// part of a core, `FAULT_HOOK` names another build of FaultyHook.
@Suite(.serialized)
struct FaultMatrixTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let limit = environment["FAULT_LIMIT_MS"].flatMap { Int($0) } ?? 15_000

    @Test("one verdict, whatever happens", arguments: Fault.all.filter { environment["FAULT_ONLY"].map($0.name.contains) ?? true })
    func row(fault: Fault) async throws {
        if fault.needsTools, !Trial.hasTools {
            return Trial.note(fault, "skipped: needs cc, openssl and Python")
        }
        if fault.preloads, Trial.hasOtherHook {
            return Trial.note(fault, "skipped: only a dynamic executable loads the resolver that fails")
        }
        let outcome = try await Trial(fault).run()
        Trial.note(fault, outcome.line)
        #expect(outcome.verdicts == (fault.verdict.map { [$0] } ?? []), "\(outcome.log)")
        if let delay = outcome.delay { #expect(delay < Self.limit, "\(outcome.log)") }
        if let error = fault.error {
            #expect(outcome.answer?.kind == "error" && outcome.answer?.body.contains(error) == true, "\(outcome)")
        } else if fault.start != .deadline {
            #expect(outcome.answer?.kind == "response", "\(outcome)")
        }
        if fault.verdict != nil {
            let line = outcome.log.split(separator: "\n").first { $0.contains("verdict reported") }
            #expect(line != nil, "no line tells the verdict: \(outcome.log)")
            // A reason is that of a failure, though somebody else may have told the verdict.
            #expect(fault.verdict == "Failed" || line?.contains("reason=") == false, "\(outcome.log)")
        }
    }
}
