import Foundation
import HTTPTransport
import Testing

@testable import LocalCloud

@Suite("conditions of S3's requests")
struct S3ConditionTests {
    @Test("of forty writes at a time that an object must be absent for, one wins")
    func oneCreates() async throws {
        try await S3Client.run { s3 in
            let statuses = try await Self.statuses(of: 40) { try await s3.send(.put, "/shop/key", ["If-None-Match": "*"], body: "\($0)") }
            #expect(statuses == [200: 1, 412: 39])
        }
    }

    @Test("of forty writes at a time over the same object, one wins")
    func oneReplaces() async throws {
        try await S3Client.run { s3 in
            let tag = try #require(try await s3.send(.put, "/shop/key", body: "old").headers["ETag"])
            let statuses = try await Self.statuses(of: 40) { try await s3.send(.put, "/shop/key", ["If-Match": tag], body: "\($0)") }
            #expect(statuses == [200: 1, 412: 39])
        }
    }

    @Test("of forty deletions and writes at a time of the same object, one wins")
    func oneDeletes() async throws {
        try await S3Client.run { s3 in
            let tag = try #require(try await s3.send(.put, "/shop/key", body: "old").headers["ETag"])
            let statuses = try await Self.statuses(of: 40) { number in
                number.isMultiple(of: 2)
                    ? try await s3.send(.delete, "/shop/key", ["If-Match": tag])
                    : try await s3.send(.put, "/shop/key", ["If-Match": tag], body: "\(number)")
            }
            #expect(statuses[200, default: 0] + statuses[204, default: 0] == 1)
            #expect(statuses[404, default: 0] + statuses[412, default: 0] == 39)
        }
    }

    private static func statuses(of count: Int, _ send: @escaping @Sendable (Int) async throws -> HTTPResponse) async throws -> [Int: Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count { group.addTask { try await send(number).status } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }

    @Test("a bucket that is deleted while objects are put holds none afterwards")
    func bucketGoes() async throws {
        try await S3Client.run { s3 in
            for _ in 0..<5 {
                async let put = s3.send(.put, "/shop/key", body: "x")
                async let deletion = s3.send(.delete, "/shop")
                let (written, deleted) = try await (put.status, deletion.status)
                #expect([[200, 409], [404, 204]].contains([written, deleted]))
                _ = try await s3.send(.delete, "/shop/key")
                _ = try await s3.send(.put, "/shop")
                #expect(try await s3.send(.get, "/shop/key").status == 404)
            }
        }
    }

    /// Codes and statuses as AWS gave them to localstack's recorded tests (`test_s3_api.snapshot.json`, TestS3ObjectWritePrecondition).
    @Test("writes under a condition")
    func writes() async throws {
        try await S3Client.run { s3 in
            let tag = try #require(try await s3.send(.put, "/shop/there", body: "a").headers["ETag"])
            _ = try await s3.send(.put, "/shop/source", body: "a")
            let bare = tag.replacing("\"", with: "")
            let cases: [(path: String, headers: HTTPHeaders, status: Int, code: String?, condition: String?)] = [
                ("there", ["If-None-Match": "*"], 412, "PreconditionFailed", "If-None-Match"),
                ("there", ["If-None-Match": tag], 501, "NotImplemented", nil),
                ("there", ["If-Match": "*"], 501, "NotImplemented", nil),
                ("there", ["If-Match": tag, "If-None-Match": "*"], 501, "NotImplemented", nil),
                ("there", ["If-Match": "\"other\""], 412, "PreconditionFailed", "If-Match"),
                ("absent", ["If-Match": tag], 404, "NoSuchKey", nil),
                ("there", ["If-Match": tag], 200, nil, nil),
                ("there", ["If-Match": bare], 200, nil, nil),
                ("new", ["If-None-Match": "*"], 200, nil, nil),
            ]
            for (path, headers, status, code, condition) in cases {
                let answer = try await s3.send(.put, "/shop/\(path)", headers, body: "a")
                #expect((answer.status, answer.code) == (status, code), "\(path) \(headers)")
                #expect(answer.element("Condition") == condition)
                var copy = headers
                copy["x-amz-copy-source"] = "/shop/source"
                guard path != "there" || status != 200 else { continue }
                let copied = try await s3.send(.put, "/shop/\(path == "new" ? "newer" : path)", copy)
                #expect((copied.status, copied.code) == (status, code), "copy to \(path) \(headers)")
            }
        }
    }

    @Test("deletions under a condition, of one and of several")
    func deletions() async throws {
        try await S3Client.run { s3 in
            let tag = try #require(try await s3.send(.put, "/shop/there", body: "a").headers["ETag"])
            let cases: [(path: String, headers: HTTPHeaders, status: Int, code: String?)] = [
                ("there", ["If-Match": "badvalue"], 412, "PreconditionFailed"),
                ("absent", ["If-Match": tag], 404, "NoSuchKey"), ("absent", ["If-Match": "*"], 404, "NoSuchKey"),
                ("there", ["x-amz-if-match-size": "10"], 501, "NotImplemented"),
                ("there", ["x-amz-if-match-last-modified-time": "Sun, 06 Nov 1994 08:49:37 GMT"], 501, "NotImplemented"),
                ("there?versionId=abc", [:], 400, "InvalidArgument"),
                ("there", ["If-Match": tag], 204, nil), ("absent", [:], 204, nil),
            ]
            for (path, headers, status, code) in cases {
                let answer = try await s3.send(.delete, "/shop/\(path)", headers)
                #expect((answer.status, answer.code) == (status, code), "\(path) \(headers)")
            }
            for key in ["a", "b", "c"] { _ = try await s3.send(.put, "/shop/\(key)", body: "x") }
            let answer = try await s3.send(
                .post, "/shop?delete",
                body: """
                    <Delete><Object><Key>a</Key><ETag>other</ETag></Object><Object><Key>b</Key><ETag>*</ETag></Object>\
                    <Object><Key>c</Key><VersionId>7</VersionId></Object></Delete>
                    """)
            #expect(answer.text.contains("<Deleted><Key>b</Key></Deleted><Error><Key>a</Key><Code>PreconditionFailed</Code>"))
            #expect(answer.text.contains("<Error><Key>c</Key><VersionId>7</VersionId><Code>NoSuchVersion</Code>"))
            for (key, status) in [("a", 200), ("b", 404), ("c", 200)] {
                #expect(try await s3.send(.head, "/shop/\(key)").status == status)
            }
        }
    }

    @Test("reads under a condition, and copies from a source under one")
    func reads() async throws {
        try await S3Client.run { s3 in
            let tag = try #require(try await s3.send(.put, "/shop/key", body: "a").headers["ETag"])
            let modified = try #require(try await s3.send(.head, "/shop/key").headers["Last-Modified"])
            let (past, future) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 06 Nov 2054 08:49:37 GMT")
            let cases: [(headers: [(String, String)], read: Int, copy: Int)] = [
                ([("If-Match", tag)], 200, 200), ([("If-Match", "\"x\", \(tag)")], 200, 200), ([("If-Match", "x")], 412, 412),
                ([("If-None-Match", tag)], 304, 412), ([("If-None-Match", "*")], 304, 412), ([("If-None-Match", "x")], 200, 200),
                ([("If-Unmodified-Since", past)], 412, 412), ([("If-Unmodified-Since", modified)], 200, 200),
                ([("If-Modified-Since", modified)], 304, 412), ([("If-Modified-Since", past)], 200, 200),
                ([("If-Modified-Since", future)], 200, 200), ([("If-Modified-Since", "yesterday")], 200, 200),
                ([("If-Match", tag), ("If-Unmodified-Since", past)], 200, 200),
                ([("If-None-Match", "x"), ("If-Modified-Since", modified)], 200, 412),
            ]
            for (headers, read, copy) in cases {
                let plain = HTTPHeaders(of: headers)
                for method in [HTTPMethod.get, .head] {
                    #expect(try await s3.send(method, "/shop/key", plain).status == read, "\(headers)")
                }
                let source = HTTPHeaders(of: headers.map { ("x-amz-copy-source-" + $0.0, $0.1) } + [("x-amz-copy-source", "shop/key")])
                #expect(try await s3.send(.put, "/shop/copy", source).status == copy, "copy \(headers)")
            }
        }
    }

    /// As AWS gave them to localstack's recorded tests: test_multipart_if_none_match_with_delete, test_multipart_if_match_with_put.
    @Test("an upload in parts under a condition is in conflict with what was put or deleted since it began")
    func uploads() async throws {
        try await S3Client.run { s3 in
            func upload() async throws -> (id: String, document: String) {
                let id = try #require(try await s3.send(.post, "/shop/key?uploads").element("UploadId"))
                let tag = try #require(
                    try await s3.send(.put, "/shop/key?partNumber=1&uploadId=\(id)", body: "part").headers["ETag"])
                return (id, "<C><Part><PartNumber>1</PartNumber><ETag>\(tag)</ETag></Part></C>")
            }
            @Sendable func complete(_ upload: (id: String, document: String), _ headers: HTTPHeaders) async throws -> HTTPResponse {
                try await s3.send(.post, "/shop/key?uploadId=\(upload.id)", headers, body: upload.document)
            }
            let early = try await upload()
            let tag = try #require(try await s3.send(.put, "/shop/key", body: "put").headers["ETag"])
            #expect(try await complete(early, ["If-None-Match": "*"]).status == 412)
            let conflict = try await complete(early, ["If-Match": tag])
            #expect((conflict.status, conflict.code) == (409, "ConditionalRequestConflict"))
            let late = try await upload()
            #expect(try await complete(late, ["If-Match": "other"]).status == 412)
            _ = try await s3.send(.delete, "/shop/key")
            #expect(try await complete(late, ["If-Match": tag]).code == "NoSuchKey")
            #expect(try await complete(late, ["If-None-Match": "*"]).code == "ConditionalRequestConflict")
            let last = try await upload()
            #expect(try await complete(last, ["If-None-Match": "*", "x-amz-mp-object-size": "5"]).code == "InvalidRequest")
            let statuses = try await Self.statuses(of: 10) { _ in try await complete(last, ["If-None-Match": "*"]) }
            #expect(statuses == [200: 1, 404: 9] || statuses[200] == 1)
            #expect(try await s3.send(.get, "/shop/key").text == "part")
        }
    }
}
