#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `_X_AMZN_TRACE_ID`, which the X-Ray SDKs read while a handler runs.
///
/// glibc's `setenv` keeps every value it was ever given, which would leak a trace id an invocation. `putenv` takes memory of ours,
/// written over in place. Called by the loop's thread alone, and only when one invocation runs at a time.
enum TraceVariable {
    private static let name = "_X_AMZN_TRACE_ID"
    private static let capacity = 1024
    nonisolated(unsafe) private static let entry: UnsafeMutablePointer<CChar> = {
        let entry = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
        entry.initialize(repeating: 0, count: capacity)
        for (index, byte) in (name + "=").utf8.enumerated() { entry[index] = CChar(bitPattern: byte) }
        return entry
    }()
    nonisolated(unsafe) private static var isSet = false

    static func set(_ value: String?) {
        guard let value, !value.isEmpty, name.utf8.count + 2 + value.utf8.count <= capacity else {
            if isSet { unsetenv(name) }
            isSet = false
            return
        }
        var index = name.utf8.count + 1
        for byte in value.utf8 {
            entry[index] = CChar(bitPattern: byte)
            index += 1
        }
        entry[index] = 0
        if !isSet { putenv(entry) }
        isSet = true
    }
}
