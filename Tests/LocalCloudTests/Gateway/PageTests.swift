import Foundation
import JSONValue
import Testing

@testable import LocalCloud

@Suite("pages of lists")
struct PageTests {
    @Test("pages follow each other to the list's end, whatever their size", arguments: [1, 3, 10, 11, Int.max])
    func pages(size: Int) throws {
        let all = Array(0..<10)
        var seen: [Int] = []
        var token: String?
        repeat {
            let page = try #require(Page(of: all, "List", after: token, size: size))
            seen += page.elements
            token = page.next?.string
        } while token != nil
        #expect(seen == all)
    }

    @Test("a list that has become shorter has an empty last page")
    func shorter() throws {
        let token = try #require(Page(of: Array(0..<10), "List", after: nil, size: 5)?.next?.string)
        let page = try #require(Page(of: [1, 2], "List", after: token, size: 5))
        #expect(page.elements.isEmpty && page.next == nil)
    }

    /// Tokens that were never given out, or that belong to another list.
    static let foreign: [String] =
        [
            "", "x", "nonsense", "next:5", "5", "-1", "0", "9223372036854775807",
        ]
        + [
            "next:5", "5", "List", "List\n", "List\n0", "List\n-1", "List\n+5", "List\n05", "List\n5 ", "List\n9223372036854775807",
            "List\n99999999999999999999", "List\n2147483648", "Other\n5", "list\n5", "next:9223372036854775807", "\u{0}",
        ].map { Data($0.utf8).base64EncodedString() } + [Data([0xFF, 0xFE]).base64EncodedString(), String(repeating: "A", count: 100_000)]

    @Test("a token that was not given out for the list is refused", arguments: foreign)
    func refused(token: String) {
        #expect(Page(of: Array(0..<10), "List", after: token, size: 5) == nil)
    }

    @Test("whole numbers of whatever value are the nearest that there are")
    func saturating() {
        let values: [(Double, Int)] = [
            (1.9, 1), (-1.9, -1), (1e300, .max), (-1e300, .min), (.infinity, .max), (-.infinity, .min), (.nan, 0), (0x1p63, .max),
            (-0x1p63, .min),
        ]
        for (value, expected) in values { #expect(Int(saturating: value) == expected) }
    }
}

@Suite("tokens of CloudWatch's and SNS's pages")
struct ServicePageTests {
    @Test("a token that was not given out has each service's own error, and ends nothing", arguments: PageTests.foreign)
    func refused(token: String) async throws {
        try await CloudWatchPlay.run { play in
            try play.context.add(SNSService(play.context), as: "sns")
            for (service, operation, code) in [
                ("monitoring", "GetMetricData", "InvalidNextToken"), ("monitoring", "ListMetrics", "InvalidParameterValue"),
                ("monitoring", "DescribeAlarms", "InvalidNextToken"), ("monitoring", "DescribeAlarmHistory", "InvalidNextToken"),
                ("sns", "ListTopics", "InvalidParameter"), ("sns", "ListSubscriptions", "InvalidParameter"),
            ] where !(service == "sns" && token.isEmpty) {
                let input: JSON = [
                    "MetricDataQueries": [["Id": "a", "Expression": "1"]], "StartTime": 0, "EndTime": 60, "NextToken": .string(token),
                ]
                let error = await #expect(throws: AWSError.self) {
                    _ = try await play.context.service(service).call(operation, input, AWSCall(.account))
                }
                #expect(error?.code == code, "\(operation)")
            }
        }
    }

    @Test("a token that is no text is refused", arguments: [5, true, [], [:]] as [JSON])
    func noText(token: JSON) async throws {
        try await CloudWatchPlay.run { play in
            try play.context.add(SNSService(play.context), as: "sns")
            for (service, operation) in [("monitoring", "DescribeAlarms"), ("monitoring", "ListMetrics"), ("sns", "ListTopics")] {
                await #expect(throws: AWSError.self) {
                    _ = try await play.context.service(service).call(operation, ["NextToken": token], AWSCall(.account))
                }
            }
        }
    }

    @Test("GetMetricData's last token leads to an empty page")
    func beyond() async throws {
        try await CloudWatchPlay.run { play in
            let token = PageToken.text(Int(Int32.max), of: "GetMetricData")
            let answer = try await play.call(
                "GetMetricData",
                ["MetricDataQueries": [["Id": "a", "Expression": "1"]], "StartTime": 0, "EndTime": 60, "NextToken": .string(token)])
            #expect(answer["MetricDataResults"]?[0]?["Values"] == [] && answer["NextToken"] == nil)
        }
    }
}
