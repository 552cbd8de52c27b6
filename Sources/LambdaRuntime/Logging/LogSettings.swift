import Logging

/// Format and level of the log, as the function's logging configuration has them
/// ([Advanced logging controls](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html)).
struct LogSettings: Sendable {
    enum Format: Sendable { case text, json }

    var format: Format
    var level: Logger.Level

    /// `AWS_LAMBDA_LOG_FORMAT` is `JSON` or `Text`; the level is that of `AWS_LAMBDA_LOG_LEVEL`, else of `LOG_LEVEL`, else `info`.
    init(environment: @escaping ProcessEnvironment.Lookup) {
        format = environment("AWS_LAMBDA_LOG_FORMAT")?.lowercased() == "json" ? .json : .text
        level = ["AWS_LAMBDA_LOG_LEVEL", "LOG_LEVEL"].lazy.compactMap { environment($0).flatMap(Self.level) }.first ?? .info
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
