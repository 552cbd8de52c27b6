import Testing

@testable import LocalCloud

@Suite("randomness")
struct RandomTests {
    @Test("UUIDs are of version 4, and none comes twice")
    func uuids() {
        let all = (0..<10_000).map { _ in Random.uuid() }
        #expect(Set(all).count == all.count)
        for uuid in all { #expect(uuid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil) }
    }
}
