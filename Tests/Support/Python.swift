public import Foundation

/// The Python that tests run their counterparts with: the one of `make test`'s virtual environment, else the machine's.
public enum Python {
    public static let executable: String = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let own = package.appendingPathComponent(".build/venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    }()

    /// Whether these modules can be imported.
    public static func has(_ modules: String...) -> Bool {
        ChildProcess.works(executable, ["-c", "import \(modules.joined(separator: ", "))"])
    }
}
