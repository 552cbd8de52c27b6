/// When a schedule goes off.
public struct ScheduleExpression: Sendable, Hashable {
    let text: String
    let problem: String?

    /// Every so often, in whole minutes.
    public static func rate(_ duration: Duration) -> ScheduleExpression {
        guard let minutes = duration.wholeMinutes, minutes >= 1 else {
            return ScheduleExpression(text: "", problem: "a rate is whole minutes, at least one, not \(duration)")
        }
        let (count, unit) = minutes % 1440 == 0 ? (minutes / 1440, "day") : minutes % 60 == 0 ? (minutes / 60, "hour") : (minutes, "minute")
        return ScheduleExpression(text: "rate(\(count) \(unit)\(count == 1 ? "" : "s"))", problem: nil)
    }

    /// At times, in UTC: minutes, hours, day of month, month, day of week, year, as `0 6 * * ? *` for every day at six.
    public static func cron(_ fields: String) -> ScheduleExpression {
        let parts = fields.split(separator: " ")
        guard parts.count == 6 else {
            return ScheduleExpression(
                text: "", problem: "a cron expression has six fields, as \"0 6 * * ? *\"; \"\(fields)\" has \(parts.count)")
        }
        guard parts[2] == "?" || parts[4] == "?" else {
            return ScheduleExpression(
                text: "",
                problem: "one of day of month and day of week is \"?\" in a cron expression, as in \"0 6 * * ? *\"; \"\(fields)\" has none")
        }
        return ScheduleExpression(text: "cron(\(fields))", problem: nil)
    }
}
