import Foundation
import JSONValue
import LocalCloud
import SigV4
import TestSupport
import Testing

@Suite("boto3 against the local CloudWatch", .enabled(if: Python.has("boto3"), "boto3 is not installed"))
struct CloudWatchBoto3Tests {
    @Test("boto3 calls every operation, page by page, and gets the model's errors")
    func operations() async throws {
        try await Cloud.run { cloud in
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Support/cloudwatch_with_boto3.py")
            let credentials = cloud.credentials
            let output = try await Python.output(
                of: [script.path],
                environment: [
                    "AWS_ENDPOINT_URL": cloud.endpoint, "AWS_REGION": Cloud.region, "AWS_DEFAULT_REGION": Cloud.region,
                    "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
                    "AWS_SESSION_TOKEN": credentials.sessionToken ?? "", "AWS_EC2_METADATA_DISABLED": "true",
                ])
            let result = try JSON(parsing: Array(output))
            #expect(result["metrics"] == 603)
            #expect(result["average"] == [.number(2), "Seconds"] && result["p100"]?.double == 3)
            #expect(result["data"] == [["e", .number(2), "Complete", 1], ["twice", .number(4), "Complete", 1]])
            #expect(result["alarms"] == [3, ["alarm0", "alarm1", "alarm2", "any", "rate"]])
            #expect(result["composite"] == ["ALARM", "datetime"])
            #expect(result["for_metric"] == 4)
            #expect(result["history"] == ["StateUpdate", "ConfigurationUpdate"])
            #expect(result["tags"] == [["Key": "a", "Value": "b"]])
            #expect(result["disabled"] == false && result["typed"] == true && result["left"] == 0)
            let errors: JSON = [
                "not_found": ["ResourceNotFound", 404], "format": ["InvalidFormat", 400], "value": ["InvalidParameterValue", 400],
                "combination": ["InvalidParameterCombination", 400], "missing": ["MissingParameter", 400],
                "token": ["InvalidNextToken", 400], "tagged": ["ResourceNotFoundException", 404], "delete": ["ResourceNotFound", 404],
            ]
            #expect(result["errors"] == errors)
        }
    }
}
