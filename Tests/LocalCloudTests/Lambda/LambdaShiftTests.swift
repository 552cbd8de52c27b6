import Foundation
import JSONValue
import TestSupport
import Testing

@testable import LocalCloud

/// Traffic through an alias, with real processes.
@Suite("Lambda: traffic", .enabled(if: Python.has("json")))
struct LambdaShiftTests {
    @Test("while weights move, no request is lost and no third version answers, with a hundred in flight")
    func shift() async throws {
        try await LambdaSandbox.run(InstanceFleet.Limits(instancesPerVersion: 4)) { cloud in
            try await cloud.create("f", await TestCode.python(), environment: ["BEHAVIOUR": "version", "VV": "0"])
            for number in 1...3 { _ = try await cloud.publish("f", ["BEHAVIOUR": "version", "VV": String(number)]) }
            try await cloud.call("CreateAlias", ["FunctionName": "f", "Name": "live", "FunctionVersion": "2"])
            func move(to weight: Double) async throws {
                let weights: JSON = weight == 0 ? [:] : ["3": .number(weight)]
                try await cloud.call(
                    "UpdateAlias", ["FunctionName": "f", "Name": "live", "RoutingConfig": ["AdditionalVersionWeights": weights]])
            }
            var answered: [String: Int] = [:]
            for weight in [0, 0.1, 0.5, 1, 0] {
                let versions = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let output = try await cloud.invoke("f", "live", "\(number)")
                            let answer = try output.json()
                            #expect(answer["event"] == .integer(number))
                            #expect(answer["version"]?.string == output.executedVersion)
                            return output.executedVersion ?? ""
                        }
                    }
                    // Amid them.
                    try await move(to: weight)
                    return try await group.reduce(into: [String]()) { $0.append($1) }
                }
                #expect(versions.count == 100)
                for version in versions { answered[version, default: 0] += 1 }
            }
            #expect(Set(answered.keys) == ["2", "3"])
            #expect(answered.values.reduce(0, +) == 500)
            let alias = ["FunctionName": "f", "Resource": "f:live"]
            #expect(cloud.metrics.values("Invocations", alias).count == 500)
            for (version, count) in answered {
                let dimensions = alias.merging(["ExecutedVersion": version]) { $1 }
                #expect(cloud.metrics.values("Invocations", dimensions).count == count)
                #expect(cloud.metrics.values("Errors", dimensions).allSatisfy { $0 == 0 })
                #expect(cloud.metrics.values("Duration", dimensions).count == count)
            }
            #expect(cloud.metrics.values("ConcurrentExecutions", ["FunctionName": "f"]).max() ?? 0 > 1)
        }
    }

    @Test("a weight of 10 % gives a tenth of real requests to the other version")
    func weight() async throws {
        try await LambdaSandbox.run(InstanceFleet.Limits(instancesPerVersion: 2)) { cloud in
            try await cloud.create("f", TestCode.echo(), environment: ["VV": "1"], publish: true)
            _ = try await cloud.publish("f", ["VV": "2"])
            try await cloud.call(
                "CreateAlias",
                [
                    "FunctionName": "f", "Name": "live", "FunctionVersion": "1",
                    "RoutingConfig": ["AdditionalVersionWeights": ["2": 0.1]],
                ])
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var count = 0
                        for _ in 0..<100 where try await cloud.invoke("f", "live").executedVersion == "2" { count += 1 }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            // Four standard deviations: one run in sixteen thousand fails by chance.
            #expect((40 - 24...40 + 24).contains(count))
        }
    }
}
