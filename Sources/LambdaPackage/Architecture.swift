/// An instruction set that Lambda runs functions on, by Lambda's own name.
///
/// See [Lambda instruction set architectures](https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html).
public enum Architecture: String, Sendable, CaseIterable {
    case x86_64, arm64

    /// The architecture of this machine; `nil` when Lambda has none like it.
    public static var host: Architecture? {
        #if arch(x86_64)
            .x86_64
        #elseif arch(arm64)
            .arm64
        #else
            nil
        #endif
    }

    /// `e_machine` of its ELF files.
    var machine: UInt16 {
        switch self {
        case .x86_64: 62
        case .arm64: 183
        }
    }

    /// Where its dynamic linker is, on every distribution that has glibc.
    var dynamicLinker: String {
        switch self {
        case .x86_64: "/lib64/ld-linux-x86-64.so.2"
        case .arm64: "/lib/ld-linux-aarch64.so.1"
        }
    }
}
