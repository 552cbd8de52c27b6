@testable import LambdaPackage

/// An ELF file of 64 bits with just what the reader looks at, so that tests don't depend on the libraries of the machine.
struct MadeELF {
    var architecture = Architecture.x86_64
    var type: UInt8 = 3
    var interpreter: String? = "/lib64/ld-linux-x86-64.so.2"
    var needed: [String] = ["libc.so.6"]
    var rPath: String?
    var runPath: String?
    /// Versions by library.
    var versions: [(library: String, names: [String])] = []
    /// Something else to be in it.
    var payload = ""

    /// One that needs nothing.
    static let `static` = MadeELF(type: 2, interpreter: nil, needed: [])

    /// The file.
    var bytes: [UInt8] {
        var strings: [UInt8] = [0]
        func name(_ text: String) -> Int {
            defer { strings += Array(text.utf8) + [0] }
            return strings.count
        }
        var dynamic: [(Int, Int)] = needed.map { (1, name($0)) }
        if let rPath { dynamic.append((15, name(rPath))) }
        if let runPath { dynamic.append((29, name(runPath))) }
        var records: [UInt8] = []
        for (number, (library, names)) in versions.enumerated() {
            let size = 16 + 16 * names.count
            records += Self.little(1, 2) + Self.little(names.count, 2) + Self.little(name(library), 4) + Self.little(16, 4)
            records += Self.little(number == versions.count - 1 ? 0 : size, 4)
            for (index, version) in names.enumerated() {
                records += Self.little(0, 8) + Self.little(name(version), 4) + Self.little(index == names.count - 1 ? 0 : 16, 4)
            }
        }
        let interpreterOffset = 64 + 3 * 56
        let interpreterBytes: [UInt8] = interpreter.map { Array($0.utf8) + [0] } ?? []
        let stringsOffset = interpreterOffset + interpreterBytes.count
        let recordsOffset = stringsOffset + strings.count
        let dynamicOffset = recordsOffset + records.count
        dynamic += [(5, stringsOffset), (10, strings.count)]
        if !versions.isEmpty { dynamic += [(0x6FFF_FFFE, recordsOffset), (0x6FFF_FFFF, versions.count)] }
        dynamic.append((0, 0))
        let dynamicBytes: [UInt8] = dynamic.flatMap { Self.little($0.0, 8) + Self.little($0.1, 8) }
        let end = dynamicOffset + dynamicBytes.count + payload.utf8.count

        func segment(_ type: Int, _ offset: Int, _ size: Int) -> [UInt8] {
            Self.little(type, 4) + Self.little(4, 4) + [offset, offset, offset, size, size, 1].flatMap { Self.little($0, 8) }
        }
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + Self.little(0, 8)
        file += [type, 0] + Self.little(Int(architecture.machine), 2) + Self.little(1, 4) + Self.little(0, 8) + Self.little(64, 8)
        file += Self.little(0, 8) + Self.little(0, 4) + [64, 56, 3, 0, 0, 0].flatMap { Self.little($0, 2) }
        file += segment(1, 0, end)
        // A segment of type 0 is none.
        file += segment(interpreter == nil ? 0 : 3, interpreterOffset, interpreterBytes.count)
        file += segment(needed.isEmpty && versions.isEmpty ? 0 : 2, dynamicOffset, dynamicBytes.count)
        for part in [interpreterBytes, strings, records, dynamicBytes, Array(payload.utf8)] { file += part }
        return file
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
