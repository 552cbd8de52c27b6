import Foundation
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("An archive of objects")
struct ObjectArchiveTests {
    private static let source = """
        __attribute__((used, retain, section(".text.used"))) int code(void) { return 1; }
        __attribute__((used, retain, section(".data.descriptor"))) int descriptor = 3;
        __attribute__((used, retain, section("swift5_data"))) int data = 2;
        """

    @Test(
        "gives up its marks, keeps those of the sections that are looked through, and stays what readelf reads",
        .enabled(if: ChildProcess.works("gcc", ["--version"]) && ChildProcess.works("readelf", ["--version"]), "needs gcc and readelf"))
    func release() async throws {
        let folder = try TemporaryFolder()
        try Self.source.write(toFile: folder.path + "/a.c", atomically: false, encoding: .utf8)
        let made = try await ChildProcess("sh", ["-c", "cd \"$0\" && gcc -c a.c -o a.o && ar crD lib.a a.o", folder.path]).result()
        try #require(made.status == 0)
        let file = URL(filePath: folder.path + "/lib.a")
        var archive = ObjectArchive([UInt8](try Data(contentsOf: file)))
        #expect(archive.release() == 2)
        #expect(archive.release() == 0)
        try Data(archive.bytes).write(to: file)
        let sections = try await ChildProcess("readelf", ["-SW", file.path]).result()
        #expect(sections.status == 0)
        let flags = sections.output.split(separator: "\n").filter { $0.contains("PROGBITS") }
        #expect(flags.contains { $0.contains(".data.descriptor") && $0.contains(" WA ") })
        #expect(flags.contains { $0.contains(".text.used") && $0.contains(" AX ") })
        #expect(flags.contains { $0.contains("swift5_data") && $0.contains("WAR") })
    }

    @Test("that is cut off or garbled is left as it is", arguments: 0..<40)
    func garbled(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes = Array("!<arch>\n".utf8) + Array("a.o/            0           0     0     644     ".utf8) + Array("96        `\n".utf8)
        bytes += [0x7f, 0x45, 0x4c, 0x46, 2, 1] + (0..<90).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var archive = ObjectArchive(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))))
        let count = archive.bytes.count
        _ = archive.release()
        #expect(archive.bytes.count == count)
    }
}
