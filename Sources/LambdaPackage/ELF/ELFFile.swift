/// What an executable or a shared library says of itself: for which machine it is and what it needs to start.
///
/// Reads only what the dynamic linker would read (the program headers, not the sections, which may be stripped). See the
/// [System V ABI](https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html) and, for the versions of symbols, the
/// [LSB](https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html).
public struct ELFFile: Sendable, Hashable {
    /// What kind of file it is.
    public enum Kind: Sendable, Hashable {
        /// A program at a fixed address (`ET_EXEC`).
        case executable
        /// A shared library or a position-independent program (`ET_DYN`).
        case shared
        /// An object file, a core dump or something else that nobody can start.
        case other(UInt16)
    }

    /// Whether it is for machines of 64 bits.
    public let is64Bit: Bool
    /// Whether its numbers are big-endian.
    public let isBigEndian: Bool
    /// The kind of file.
    public let kind: Kind
    /// `e_machine`: 62 for x86_64, 183 for arm64.
    public let machine: UInt16
    /// The dynamic linker that it asks for (`PT_INTERP`).
    public let interpreter: String?
    /// The libraries it needs, in its order (`DT_NEEDED`).
    public let neededLibraries: [String]
    /// Its own name as a library (`DT_SONAME`).
    public let libraryName: String?
    /// The folders to look for libraries in before `LD_LIBRARY_PATH` (`DT_RPATH`); without effect where there is a ``runPath``.
    public let rPath: [String]
    /// The folders to look for libraries in after `LD_LIBRARY_PATH` (`DT_RUNPATH`).
    public let runPath: [String]
    /// The versions of symbols that it needs.
    public let requiredVersions: [SymbolVersion]

    /// The architecture, as Lambda names it; `nil` when Lambda has none like it.
    public var architecture: Architecture? {
        is64Bit && !isBigEndian ? Architecture.allCases.first { $0.machine == machine } : nil
    }

    /// Whether it starts without a dynamic linker and without any library.
    public var isStatic: Bool { interpreter == nil && neededLibraries.isEmpty }

    /// The newest glibc whose symbols it needs, `[2, 34]`; `nil` when it needs none.
    public var requiredGlibc: [Int]? {
        requiredVersions.filter { $0.family == "GLIBC" }.map(\.number).filter { !$0.isEmpty }.max { $0.lexicographicallyPrecedes($1) }
    }

    /// Whether bytes begin as an ELF file does.
    public static func isELF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }
}
