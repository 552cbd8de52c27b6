package import Foundation

/// New folders for what is temporary, that other users of the machine can neither know beforehand nor look into.
package enum PrivateFolder {
    /// Why there is none.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Makes a folder in the one for temporary files.
    ///
    /// - Parameter prefix: What its name begins with.
    package static func make(_ prefix: String = "rollout-") throws(Failure) -> URL {
        let parent = FileManager.default.temporaryDirectory
        var path = Array(parent.appending(path: prefix + "XXXXXXXXXXXX").path(percentEncoded: false).utf8CString)
        guard mkdtemp(&path) != nil else {
            throw Failure(
                description: "No folder can be made in \(parent.path(percentEncoded: false)): \(String(cString: strerror(errno))). "
                    + "Set TMPDIR to a folder that you may write to.")
        }
        // The text ends with a zero.
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(filePath: name, directoryHint: .isDirectory)
    }
}
