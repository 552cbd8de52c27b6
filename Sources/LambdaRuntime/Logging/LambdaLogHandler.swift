import JSONValue
public import Logging
import Surroundings

/// A swift-log handler that writes what Lambda's log formats are: text lines, or JSON objects with `timestamp`, `level`, `message` and
/// `requestId`.
///
/// ``LambdaContext/logger`` uses it by itself. To have it for every other `Logger` of the process too:
/// `LoggingSystem.bootstrap { _ in LambdaLogHandler() }`.
public struct LambdaLogHandler: LogHandler {
    /// The longest line in bytes: CloudWatch Logs takes no event over 256 KB, and cuts it in the middle of a JSON object.
    static let maximumLineBytes = 200 * 1024

    /// Lines below this level are not written.
    public var logLevel: Logger.Level
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    /// What adds to every line, by the place where it is written.
    public var metadataProvider: Logger.MetadataProvider?

    private let format: LogSettings.Format
    private let requestID: String?
    private let output: @Sendable (String) -> Void

    /// A handler in the format and at the level that the process's environment asks for.
    public init() { self.init(settings: LogSettings(.process), requestID: nil) }

    /// A handler as ``init()`` makes it, whose lines carry the id of an invocation.
    package init(requestID: String) { self.init(settings: LogSettings(.process), requestID: requestID) }

    init(settings: LogSettings, requestID: String?, output: @escaping @Sendable (String) -> Void = StandardError.write) {
        logLevel = settings.level
        format = settings.format
        self.requestID = requestID
        self.output = output
    }

    /// A value that every line carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line to standard error.
    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let message = event.message.description
        switch format {
        case .text: output(text(event.level, message, all).cut(to: Self.maximumLineBytes) + "\n")
        case .json:
            // Each text is cut, until the object as a whole is short enough: escapes make a text up to six times as long.
            var longestText = Self.maximumLineBytes
            var line = json(event.level, message, all, longestText)
            while line.utf8.count > Self.maximumLineBytes, longestText > 16 {
                longestText /= 2
                line = json(event.level, message, all, longestText)
            }
            output(line + "\n")
        }
    }

    private func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
        var line = "\(Timestamp()) \(requestID.map { $0 + " " } ?? "")\(level.lambdaName) \(message)"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        // One event is one line, whatever it holds: CloudWatch makes an event of every line.
        return line.replacingLineBreaks()
    }

    private func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, _ longestText: Int) -> String {
        var object: JSON.Object = [
            "timestamp": .string("\(Timestamp())"), "level": .string(level.lambdaName), "message": .string(message.cut(to: longestText)),
        ]
        if let requestID { object["requestId"] = .string(requestID) }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where object[key] == nil {
            object[key] = JSON(value, cutTo: longestText)
        }
        return "\(JSON.object(object))"
    }
}

extension JSON {
    fileprivate init(_ value: Logger.MetadataValue, cutTo longest: Int) {
        switch value {
        case .string(let text): self = .string(text.cut(to: longest))
        case .stringConvertible(let value): self = .string(value.description.cut(to: longest))
        case .array(let values): self = .array(values.map { JSON($0, cutTo: longest) })
        case .dictionary(let values):
            var object = JSON.Object()
            for (key, value) in values.sorted(by: { $0.key < $1.key }) { object[key] = JSON(value, cutTo: longest) }
            self = .object(object)
        }
    }
}

extension String {
    /// The text, or what of it fits into so many bytes with a note that it was cut.
    package func cut(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        return String(decoding: utf8.prefix(bytes), as: UTF8.self) + "… (cut)"
    }

    fileprivate func replacingLineBreaks() -> String {
        guard utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) else { return self }
        return String(decoding: utf8.flatMap { $0 == 0x0a ? Array("\\n".utf8) : $0 == 0x0d ? Array("\\r".utf8) : [$0] }, as: UTF8.self)
    }
}
