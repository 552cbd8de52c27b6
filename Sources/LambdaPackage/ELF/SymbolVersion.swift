/// A version of a library's symbols that a program asks for, such as `GLIBC_2.34`.
public struct SymbolVersion: Sendable, Hashable {
    /// The library that is to have it, such as `libc.so.6`.
    public let library: String
    /// The version's name, such as `GLIBC_2.34`.
    public let name: String

    /// What stands before the number: `GLIBC`, `GLIBCXX`, `OPENSSL`.
    public var family: Substring { name.prefix { $0 != "_" } }

    /// The number's parts, `[2, 34]`; empty for a name without a number, such as `GLIBC_PRIVATE`.
    public var number: [Int] {
        let digits = name[family.endIndex...].dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        return digits.contains(nil) ? [] : digits.compactMap(\.self)
    }

    /// Whether the number comes after `other`, compared part by part.
    func isNewer(than other: [Int]) -> Bool { other.lexicographicallyPrecedes(number) }
}
