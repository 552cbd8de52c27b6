import TestSupport
import Testing

@testable import LambdaRollout

@Suite("Hostile events")
struct EventFuzzTests {
    @Test("mutated events never trap, and what is salvaged could stand in a request")
    func mutations() {
        let original = Array(#"{"DeploymentId":"d-ABCDEF123","LifecycleEventHookExecutionId":"eyJhIjoiYiJ9"}"#.utf8)
        let tokens = [
            "\"", "\\", "{", "}", ":", ",", "\"DeploymentId\"", "\"LifecycleEventHookExecutionId\"", "\u{0}", "\\u0000", "[[", "é",
        ]
        var generator = SeededGenerator(seed: 0x5EED)
        var salvaged = 0
        for _ in 0..<Fuzz.iterations {
            var event = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 0...event.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0 where position < event.count: event[position] = .random(in: 0...255, using: &generator)
                case 1: event.removeSubrange(position...)
                case 2: event.insert(contentsOf: (tokens.randomElement(using: &generator) ?? "").utf8, at: position)
                default: event.insert(.random(in: 0...255, using: &generator), at: position)
                }
            }
            if (try? Rollout.Event(parsing: event, verdict: Verdict())) == nil,
                let event = Rollout.Event(salvaging: event, verdict: Verdict())
            {
                salvaged += 1
                #expect((event.deploymentId + event.lifecycleEventHookExecutionId).utf8.allSatisfy { (0x21...0x7e).contains($0) })
            }
        }
        #expect(salvaged > 0)
    }
}
