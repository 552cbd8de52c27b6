import Foundation

/// Runs a body on a thread with 32 MiB of stack: the deepest documents take more in a debug build, let alone under a sanitizer, than the
/// threads have that tests run on.
func onLargeStack<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result(catching: body)) }
        thread.stackSize = 32 << 20
        thread.start()
    }
}
