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
