extension CodeDeploy {
    /// How traffic moves, as clients send it:
    /// [TrafficRoutingConfig](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TrafficRoutingConfig.html).
    struct TrafficRouting: Codable, Sendable, Hashable {
        struct Canary: Codable, Sendable, Hashable {
            var canaryPercentage: Int?
            var canaryInterval: Int?
        }

        struct Linear: Codable, Sendable, Hashable {
            var linearPercentage: Int?
            var linearInterval: Int?
        }

        var type: String?
        var timeBasedCanary: Canary?
        var timeBasedLinear: Linear?

        static let allAtOnce = TrafficRouting(type: "AllAtOnce")

        static func canary(_ percentage: Int, minutes: Int) -> TrafficRouting {
            TrafficRouting(type: "TimeBasedCanary", timeBasedCanary: Canary(canaryPercentage: percentage, canaryInterval: minutes))
        }

        static func linear(_ percentage: Int, minutes: Int) -> TrafficRouting {
            TrafficRouting(type: "TimeBasedLinear", timeBasedLinear: Linear(linearPercentage: percentage, linearInterval: minutes))
        }

        /// The percentages of the traffic that the new version takes, one after the other. The last is 100.
        var percentages: [Int] {
            if let first = timeBasedCanary?.canaryPercentage, 1...99 ~= first { return [first, 100] }
            if let step = timeBasedLinear?.linearPercentage, 1...99 ~= step { return Array(stride(from: step, to: 100, by: step)) + [100] }
            return [100]
        }

        /// From one percentage to the next, in seconds.
        var interval: Double { Double(timeBasedCanary?.canaryInterval ?? timeBasedLinear?.linearInterval ?? 0) * 60 }

        /// The most minutes from the first shift to the last.
        static let longest = 2880

        /// - Throws: `InvalidTrafficRoutingConfigurationException`.
        func validate() throws(AWSError) {
            func fault(_ text: String) -> AWSError { AWSError("InvalidTrafficRoutingConfigurationException", text) }
            let (percentage, minutes): (Int?, Int?)
            switch type {
            case "AllAtOnce":
                guard timeBasedCanary == nil, timeBasedLinear == nil else {
                    throw fault("AllAtOnce has neither timeBasedCanary nor timeBasedLinear.")
                }
                return
            case "TimeBasedCanary":
                guard let timeBasedCanary, timeBasedLinear == nil else { throw fault("TimeBasedCanary has timeBasedCanary alone.") }
                (percentage, minutes) = (timeBasedCanary.canaryPercentage, timeBasedCanary.canaryInterval)
            case "TimeBasedLinear":
                guard let timeBasedLinear, timeBasedCanary == nil else { throw fault("TimeBasedLinear has timeBasedLinear alone.") }
                (percentage, minutes) = (timeBasedLinear.linearPercentage, timeBasedLinear.linearInterval)
            default:
                throw fault("The type is TimeBasedCanary, TimeBasedLinear or AllAtOnce.")
            }
            guard let percentage, 1...99 ~= percentage else { throw fault("The percentage is between 1 and 99.") }
            guard let minutes, minutes >= 1 else { throw fault("The interval is at least 1 minute.") }
            let total = minutes.multipliedReportingOverflow(by: percentages.count - 1)
            guard !total.overflow, total.partialValue <= Self.longest else {
                throw fault(
                    "From the first shift to the last there would be more than \(Self.longest) minutes; raise the percentage or shorten the interval."
                )
            }
        }
    }
}
