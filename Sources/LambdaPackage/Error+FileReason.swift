internal import Foundation

extension Error {
    /// Why the system refused something with a file, in a few words: `No space left on device`. Foundation's own texts say which operation
    /// failed, in three sentences.
    package var fileReason: String {
        if (self as? CocoaError)?.code == .fileWriteFileExists { return "a file of that name is where a folder should be" }
        let underlying = (self as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let code = underlying?.code, underlying?.domain == NSPOSIXErrorDomain else {
            var text = localizedDescription
            if let words = text.range(of: "The operation could not be completed. ") { text.removeSubrange(words) }
            return text.hasSuffix(".") ? String(text.dropLast()) : text
        }
        return String(cString: strerror(Int32(truncatingIfNeeded: code)))
    }
}
