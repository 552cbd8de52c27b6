internal import Foundation

/// The tables of Unicode's names of characters (`Unicode.Scalar.Properties.name`): 535 kB of every executable, 233 kB of its zip.
///
/// All that is not public in Swift's library is one section of code, so the linker keeps what any of it refers to. A part of it that
/// only the public property calls refers to the tables.
enum CharacterNames {
    /// Links without the tables.
    static let leavingOut = LinkerArguments.leavingOut("_swift_stdlib_getScalarName")

    /// The getter of the property, a section of its own that is there only if the program, or a library that it uses, refers to it.
    private static let getter = "$ss7UnicodeO6ScalarV10PropertiesV4nameSSSgvg"

    /// Whether an executable with symbols may read them.
    static func areRead(by executable: [UInt8]) -> Bool {
        // The whole symbol: longer ones that contain it are those of what it calls.
        Data(executable).range(of: Data([0] + Array(getter.utf8) + [0])) != nil
    }
}
