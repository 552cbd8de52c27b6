extension CodeDeploy {
    /// The alarms that stop a deployment, as clients send it:
    /// [AlarmConfiguration](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html).
    struct AlarmConfiguration: Codable, Sendable, Hashable {
        struct Alarm: Codable, Sendable, Hashable {
            var name: String?
        }

        var enabled: Bool?
        var ignorePollAlarmFailure: Bool?
        var alarms: [Alarm]?

        /// The names of the alarms that count.
        var names: [String] { enabled == true ? (alarms ?? []).compactMap(\.name) : [] }

        static let most = 10

        /// - Throws: `InvalidAlarmConfigException`, `AlarmsLimitExceededException`.
        func validate() throws(AWSError) {
            let alarms = alarms ?? []
            guard alarms.count <= Self.most else {
                throw AWSError("AlarmsLimitExceededException", "A deployment group has at most \(Self.most) alarms.")
            }
            let names = alarms.map { $0.name ?? "" }
            guard names.allSatisfy({ 1...255 ~= $0.count }) else {
                throw AWSError("InvalidAlarmConfigException", "The name of an alarm has between 1 and 255 characters.")
            }
            guard Set(names).count == names.count else {
                throw AWSError("InvalidAlarmConfigException", "The alarm configuration names an alarm twice.")
            }
            guard enabled != true || !names.isEmpty else {
                throw AWSError("InvalidAlarmConfigException", "The alarm configuration is enabled, but its list of alarms is empty.")
            }
        }
    }
}
