import HTTPTransport
import Synchronization
import Testing

/// The loop itself, without a transfer.
@Suite("Transfer loop")
struct TransferLoopTests {
    @Test("calling the wake hook takes no more of the stack after ten thousand waits than after the first")
    func wakeHook() async {
        let loop = TransferLoop()
        // Where the stack was when the hook was called, from the first call on.
        let places = Mutex<[UInt]>([])
        loop.onWake {
            var local = 0
            let place = withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }
            places.withLock { $0.append(place) }
        }
        await Task(executorPreference: loop) {
            for _ in 0..<10_000 { await loop.sleep(for: .zero) }
        }.value
        let (count, first, last) = places.withLock { ($0.count, $0.first ?? 0, $0.last ?? 0) }
        #expect(count >= 10_000)
        #expect(first - min(first, last) < 1024)
    }
}
