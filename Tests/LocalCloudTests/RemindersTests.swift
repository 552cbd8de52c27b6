import Testing

@testable import LocalCloud

@Suite("What goes on happening")
struct RemindersTests {
    @Test("is said once in a while, and each thing by itself")
    func interval() {
        let reminders = Reminders(interval: .seconds(60))
        let start = ContinuousClock.now
        #expect(reminders.isDue("a", at: start))
        #expect(!reminders.isDue("a", at: start + .seconds(59)))
        #expect(reminders.isDue("b", at: start + .seconds(59)))
        #expect(reminders.isDue("a", at: start + .seconds(60)))
        #expect(!reminders.isDue("a", at: start + .seconds(61)))
    }

    @Test("is said once for all where that is asked for")
    func once() {
        let reminders = Reminders(interval: nil)
        let start = ContinuousClock.now
        #expect(reminders.isDue("a", at: start))
        #expect(!reminders.isDue("a", at: start + .seconds(86400)))
    }
}
