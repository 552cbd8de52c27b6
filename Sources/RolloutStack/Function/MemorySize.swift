/// A function's memory, which also sets its share of a processor: 1,769 MB is one core.
public struct MemorySize: Sendable, Hashable {
    let mebibytes: Int

    /// 128 to 10,240.
    public static func mebibytes(_ count: Int) -> MemorySize { MemorySize(mebibytes: count) }
    /// 1 to 10.
    public static func gibibytes(_ count: Int) -> MemorySize {
        MemorySize(mebibytes: count.multipliedReportingOverflow(by: 1024).overflow ? .max : count * 1024)
    }
}
