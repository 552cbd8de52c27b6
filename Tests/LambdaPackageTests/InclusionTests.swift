import Foundation
import TestSupport
import Testing

@testable import LambdaPackage

@Suite("What --include puts into a package")
struct InclusionTests {
    private let folder: TemporaryFolder
    private let files = FileManager.default

    init() throws {
        folder = try TemporaryFolder()
        try write("assets/a.txt", "a")
        try write("assets/inner/b.txt", "b")
    }

    private func path(_ name: String) -> String { folder.url.appending(path: name).path }

    private func write(_ name: String, _ text: String) throws {
        let file = folder.url.appending(path: name)
        try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func link(_ name: String, to target: String) throws {
        try files.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    private func paths(_ argument: String) throws -> [String] {
        try #require(Inclusion(argument: path(argument))).entries(except: []).map(\.path)
    }

    private func expect(_ cause: String, of argument: String) {
        let error = #expect(throws: PackagingError.self) { try paths(argument) }
        #expect(error.map { "\($0)" }?.contains(cause) == true, "\(String(describing: error))")
    }

    @Test("links are followed, to files and to folders, wherever they are")
    func links() throws {
        try link("link", to: "assets")
        #expect(try paths("link") == ["link/a.txt", "link/inner/b.txt"])
        #expect(try paths("link=own") == ["own/a.txt", "own/inner/b.txt"])
        try write("other/c.txt", "c")
        try link("assets/other", to: "../other")
        try link("assets/inner/d.txt", to: "../a.txt")
        #expect(try paths("assets") == ["assets/a.txt", "assets/inner/b.txt", "assets/inner/d.txt", "assets/other/c.txt"])
        // The same folder twice is no circle.
        try link("assets/again", to: "../other")
        #expect(try paths("assets").contains("assets/again/c.txt"))
    }

    @Test("a link around in a circle, or to nowhere, is told")
    func badLinks() throws {
        try link("assets/inner/up", to: "..")
        expect("assets/inner/up can't be read: it is a link to a folder that it lies in", of: "assets")
        try link("gone", to: "nowhere")
        expect("it is a link to a file that is not there", of: "gone")
        try write("broken/x", "x")
        try link("broken/y", to: "nowhere")
        expect("broken/y can't be read: it is a link to a file that is not there", of: "broken")
        try link("itself", to: "itself")
        expect("itself can't be read", of: "itself")
    }

    @Test("a folder without a file is told, wherever it has its empty folders")
    func empty() throws {
        try files.createDirectory(atPath: path("empty/inner"), withIntermediateDirectories: true)
        expect("there is no file in it", of: "empty")
        try link("to-empty", to: "empty")
        expect("there is no file in it", of: "to-empty")
        expect("there is no such file", of: "missing")
        try files.createDirectory(atPath: path("assets/empty"), withIntermediateDirectories: true)
        #expect(try paths("assets").count == 2)
    }

    @Test("pipes and devices are told, and not read")
    func special() throws {
        #expect(mkfifo(path("assets/pipe"), 0o600) == 0)
        expect("assets/pipe can't be read: it is no regular file", of: "assets")
        try link("device", to: "/dev/zero")
        expect("it is no regular file", of: "device")
    }

    @Test("what may not be read is told", .enabled(if: getuid() != 0, "root may read all"))
    func unreadable() throws {
        try files.setAttributes([.posixPermissions: 0], ofItemAtPath: path("assets/inner"))
        defer { try? files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path("assets/inner")) }
        expect("assets/inner can't be read: Permission denied", of: "assets")
    }
}
