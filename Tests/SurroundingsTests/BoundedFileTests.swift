import Foundation
import Surroundings
import TestSupport
import Testing

struct BoundedFileTests {
    @Test("a file is read whole up to the limit, and not at all beyond it", arguments: [0, 1, 70_000])
    func limit(size: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try BoundedFile.bytes(of: path, limit: size) == bytes)
        #expect(try BoundedFile.bytes(of: path, limit: .max) == bytes)
        if size > 0 { #expect(throws: BoundedFile.Failure.tooLarge) { try BoundedFile.bytes(of: path, limit: size - 1) } }
    }

    @Test("what is no file is refused at once: a folder, a pipe that nobody writes to, a device, nothing")
    func noFile() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        for path in [folder.path, pipe, "/dev/zero"] {
            #expect(throws: BoundedFile.Failure.notRegular) { try BoundedFile.bytes(of: path, limit: 10) }
        }
        #expect(throws: BoundedFile.Failure.unreadable(errno: ENOENT)) { try BoundedFile.bytes(of: folder.path + "/none", limit: 10) }
    }
}
