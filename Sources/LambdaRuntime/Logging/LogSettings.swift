import Logging
import Surroundings

/// Format and level of the log, as the function's logging configuration has them
/// ([Advanced logging controls](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html)).
struct LogSettings: Sendable {
    enum Format: Sendable { case text, json }

    var format: Format
    var level: Logger.Level

    /// What is said about values that mean nothing, and were passed over.
    var warnings: [String]

    /// `AWS_LAMBDA_LOG_FORMAT` is `JSON` or `Text`; the level is that of `AWS_LAMBDA_LOG_LEVEL`, else of `LOG_LEVEL`, else `info`.
    init(_ environment: Environment) {
        var warnings: [String] = []
        let name = environment["AWS_LAMBDA_LOG_FORMAT"] ?? "text"
        format = name.lowercased() == "json" ? .json : .text
        if !["json", "text"].contains(name.lowercased()) {
            warnings.append("AWS_LAMBDA_LOG_FORMAT is \(name.debugDescription), which is neither JSON nor Text: the log is text.")
        }
        let levels = ["AWS_LAMBDA_LOG_LEVEL", "LOG_LEVEL"].compactMap { variable in
            environment[variable].map { (variable: variable, name: $0, level: Self.level($0)) }
        }
        level = levels.lazy.compactMap(\.level).first ?? .info
        for unknown in levels where unknown.level == nil {
            warnings.append(
                "\(unknown.variable) is \(unknown.name.debugDescription), which is none of trace, debug, info, warn, error, fatal: "
                    + "the level is \(level).")
        }
        self.warnings = warnings
    }

    /// Lambda's names for levels, and swift-log's.
    private static func level(_ name: String) -> Logger.Level? {
        switch name.lowercased() {
        case "warn": .warning
        case "fatal": .critical
        case let name: Logger.Level(rawValue: name)
        }
    }
}

extension Logger.Level {
    /// The name that CloudWatch filters by.
    var lambdaName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
