internal import Foundation

/// What a service's members are, where the wire needs to know and a JSON value doesn't tell: by name, since within one service a name is
/// always of the same kind (the conformance tests compare with botocore's models).
struct MemberKinds: Sendable {
    /// Points in time: numbers of seconds in the cloud, texts or tags on the wire.
    var timestamps: Set<String> = []
    /// Floating-point numbers, also where the value is whole.
    var doubles: Set<String> = []
    /// Maps, as opposed to structures.
    var maps: Set<String> = []

    static let cloudWatch = MemberKinds(
        timestamps: [
            "AlarmConfigurationUpdatedTimestamp", "CreationDate", "EndDate", "EndTime", "ExpireDate", "LastModified", "LastUpdateDate",
            "LastUpdatedTimestamp", "StartDate", "StartTime", "StateTransitionedTimestamp", "StateUpdatedTimestamp", "Timestamp",
            "Timestamps",
        ],
        doubles: [
            "Average", "Counts", "ExtendedStatistics", "Maximum", "Minimum", "SampleCount", "Sum", "Threshold", "Value", "Values",
        ],
        maps: ["AlarmContributorAttributes", "Attributes", "ContributorAttributes", "ExtendedStatistics", "KeyAttributes"])
    static let sns = MemberKinds(timestamps: ["CreatedAt"], maps: ["Attributes", "MessageAttributes", "attributes"])
    static let iam = MemberKinds(
        timestamps: ["CreateDate", "LastUsedDate", "PasswordLastUsed", "UpdateDate"], maps: ["SummaryMap"])
    static let sts = MemberKinds(timestamps: ["Expiration"])
}

/// Points in time as text: `2024-11-24T15:00:00Z`, with milliseconds where there are any.
enum ISO8601 {
    static func text(_ seconds: Double) -> String {
        // What a calendar can hold: the years 1 to 9999.
        let milliseconds = (min(max(seconds, -62_135_596_800), 253_402_300_799) * 1000).rounded()
        let date = Date(timeIntervalSince1970: milliseconds / 1000)
        let hasFraction = milliseconds.truncatingRemainder(dividingBy: 1000) != 0
        return date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: hasFraction).timeZone(separator: .omitted))
    }

    /// Seconds since 1970.
    static func seconds(_ text: String) -> Double? {
        guard text.utf8.count <= 40 else { return nil }
        let date =
            (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        return date?.timeIntervalSince1970
    }
}
