import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import LocalCloud

@Suite("S3's objects")
struct S3ObjectTests {
    @Test("a request sets six headers of its answer, where it is signed, and no others")
    func responseHeaders() async throws {
        try await S3Client.run { s3 in
            _ = try await s3.send(.put, "/shop/key", ["Content-Type": "text/plain"], body: "0123456789")
            let names = ["content-type", "content-language", "expires", "cache-control", "content-disposition"]
            let query = names.map { "response-\($0)=x-\($0)" }.joined(separator: "&") + "&response-content-encoding=identity"
            let answer = try await s3.send(.get, "/shop/key?\(query)")
            for name in names { #expect(answer.headers[name] == "x-\(name)") }
            #expect(answer.headers["content-encoding"] == "identity")
            let forged = try await s3.send(
                .get, "/shop/key?response-content-length=1&response-x-amz-meta-a=b&response-connection=close&response-transfer-encoding=x")
            #expect(forged.text == "0123456789")
            #expect(forged.headers["content-length"] == "10")
            for name in ["x-amz-meta-a", "connection", "transfer-encoding"] { #expect(forged.headers[name] == nil) }
            let anonymous = try await s3.send(.get, "/shop/key?response-content-type=text/html", isSigned: false)
            #expect((anonymous.status, anonymous.code) == (400, "InvalidRequest"))
            #expect(try await s3.send(.get, "/shop/key?response-content-length=1", isSigned: false).text == "0123456789")
            for value in ["a%0D%0ASet-Cookie:%20a=b", "a%0Ab", "a%00", "%E2%80%94", "%7F"] {
                let answer = try await s3.send(.get, "/shop/key?response-cache-control=\(value)")
                #expect((answer.status, answer.code) == (400, "InvalidArgument"), "\(value)")
            }
        }
    }

    @Test("keys that Unicode takes for the same are two objects")
    func unicode() async throws {
        let folder = try TemporaryFolder()
        for isSecond in [false, true] {
            try await S3Client.run(CloudConfiguration(data: folder.path)) { s3 in
                if !isSecond {
                    _ = try await s3.send(.put, "/shop/%C3%A9", body: "one")
                    _ = try await s3.send(.put, "/shop/e%CC%81", body: "two")
                }
                #expect(try await s3.send(.get, "/shop/%C3%A9").text == "one")
                #expect(try await s3.send(.get, "/shop/e%CC%81").text == "two")
                #expect(try await s3.send(.get, "/shop?list-type=2").element("KeyCount") == "2")
                #expect(try await s3.send(.get, "/shop?list-type=2&prefix=e").element("KeyCount") == "1")
            }
        }
    }

    @Test("an overwrite that the disk refuses keeps the object that was there, also for the next run")
    func fullDisk() async throws {
        let folder = try TemporaryFolder()
        try await S3Client.run(CloudConfiguration(data: folder.path)) { s3 in
            _ = try await s3.send(.put, "/shop/key", body: "old")
            let rows = URL(filePath: folder.path).appending(path: "s3-objects")
            let row = try #require(try FileManager.default.contentsOfDirectory(atPath: rows.path).first { $0.hasSuffix(".json") })
            // What a row is written to first can't be opened.
            let obstacle = rows.appending(path: row + ".new")
            try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: false)
            #expect(try await s3.send(.put, "/shop/key", body: "new").status == 500)
            #expect(try await s3.send(.get, "/shop/key").text == "old")
        }
        let rows = URL(filePath: folder.path).appending(path: "s3-objects")
        for name in try FileManager.default.contentsOfDirectory(atPath: rows.path) where name.hasSuffix(".new") {
            try FileManager.default.removeItem(at: rows.appending(path: name))
        }
        try await S3Client.run(CloudConfiguration(data: folder.path)) { s3 in
            let kept = try await s3.send(.get, "/shop/key")
            #expect(kept.text == "old")
        }
    }

    @Test("an object that is overwritten meanwhile is read whole, the old one or the new")
    func readsAndWrites() async throws {
        try await S3Client.run { s3 in
            _ = try await s3.send(.put, "/shop/key", body: "0")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 {
                    group.addTask { try await s3.send(.put, "/shop/key", body: "\(number)").status }
                    group.addTask { try await s3.send(.get, "/shop/key").status }
                    group.addTask { try await s3.send(.put, "/shop/copy", ["x-amz-copy-source": "shop/key"]).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 60))
        }
    }

    /// What a refused upload looks like.
    private struct Refusal: CustomTestStringConvertible {
        let what: String
        var headers: [(String, String)]
        var body = "data"
        let code: String
        var status = 400

        var testDescription: String { what }

        static func chunked(_ what: String, _ body: String, _ headers: [(String, String)] = [], code: String) -> Refusal {
            Refusal(
                what: what,
                headers: [("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("Content-Encoding", "aws-chunked")] + headers,
                body: body, code: code)
        }
    }

    /// Messages and codes are those of AWS in localstack's recorded tests, or of its list of
    /// [error responses](https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
    @Test(
        "uploads that S3 doesn't take are refused and keep what was there",
        arguments: [
            Refusal(what: "too much metadata", headers: [("x-amz-meta-a", String(repeating: "x", count: 2048))], code: "MetadataTooLarge"),
            Refusal(
                what: "too much metadata in many names", headers: (0..<200).map { ("x-amz-meta-\($0)", "0123456789") },
                code: "MetadataTooLarge"),
            Refusal(
                what: "two checksums", headers: [("x-amz-checksum-crc32", "rfPzYw=="), ("x-amz-checksum-sha1", "x")], code: "InvalidRequest"
            ),
            Refusal(what: "an unknown checksum", headers: [("x-amz-checksum-crc16", "rfPz")], code: "InvalidRequest"),
            Refusal(what: "an unknown algorithm", headers: [("x-amz-sdk-checksum-algorithm", "CRC16")], code: "InvalidRequest"),
            Refusal(what: "an algorithm without a checksum", headers: [("x-amz-sdk-checksum-algorithm", "CRC32")], code: "InvalidRequest"),
            Refusal(what: "a checksum that is none", headers: [("x-amz-checksum-crc32", "test")], code: "InvalidRequest"),
            Refusal(what: "a wrong checksum", headers: [("x-amz-checksum-crc32", "AAAAAA==")], code: "BadDigest"),
            Refusal(what: "an MD5 that is none", headers: [("Content-MD5", "000")], code: "InvalidDigest"),
            Refusal(what: "a wrong MD5", headers: [("Content-MD5", "Q3uTDbhLgHnC3YBKcZNrXw==")], code: "BadDigest"),
            Refusal(what: "another owner", headers: [("x-amz-expected-bucket-owner", "210987654321")], code: "AccessDenied", status: 403),
            Refusal(
                what: "an owner that is none", headers: [("x-amz-expected-bucket-owner", "abcd")], code: "InvalidBucketOwnerAWSAccountID"),
            Refusal(what: "tags twice", headers: [("x-amz-tagging", "a=1&a=2")], code: "InvalidArgument"),
            Refusal(what: "a tag of AWS's", headers: [("x-amz-tagging", "aws:a=1")], code: "InvalidTag"),
            .chunked("a false decoded length", "4\r\ndata\r\n0\r\n\r\n", [("x-amz-decoded-content-length", "5")], code: "IncompleteBody"),
            .chunked(
                "a negative decoded length", "4\r\ndata\r\n0\r\n\r\n", [("x-amz-decoded-content-length", "-4")], code: "InvalidArgument"),
            .chunked(
                "bytes after the last chunk", "4\r\ndata\r\n0\r\n\r\nmore", [("x-amz-decoded-content-length", "4")], code: "IncompleteBody"),
            .chunked(
                "a chunk's size with a sign", "+4\r\ndata\r\n0\r\n\r\n", [("x-amz-decoded-content-length", "4")], code: "IncompleteBody"),
            .chunked(
                "a trailer that doesn't come", "4\r\ndata\r\n0\r\n\r\n",
                [("x-amz-decoded-content-length", "4"), ("x-amz-trailer", "x-amz-checksum-crc32")], code: "MalformedTrailerError"),
        ])
    private func refused(_ refusal: Refusal) async throws {
        try await S3Client.run { s3 in
            _ = try await s3.send(.put, "/shop/key", body: "old")
            // What is in chunks has another hash in its headers than the tests' signer would write.
            let isSigned = !refusal.headers.contains { $0.0 == "x-amz-content-sha256" }
            let answer = try await s3.send(.put, "/shop/key", HTTPHeaders(of: refusal.headers), body: refusal.body, isSigned: isSigned)
            #expect((answer.status, answer.code) == (refusal.status, refusal.code))
            #expect(try await s3.send(.get, "/shop/key").text == "old")
        }
    }

    @Test("a chunked body without its length is refused with 411; metadata up to 2 KB and an MD5 as checksum are taken")
    func taken() async throws {
        try await S3Client.run { s3 in
            let chunked: HTTPHeaders = ["x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"]
            let answer = try await s3.send(.put, "/shop/key", chunked, body: "4\r\ndata\r\n0\r\n\r\n", isSigned: false)
            #expect((answer.status, answer.code) == (411, "MissingContentLength"))
            #expect(
                try await s3.send(.put, "/shop/key", ["x-amz-meta-a": String(repeating: "x", count: 2047)], body: "data").status == 200)
            #expect(try await s3.send(.put, "/shop/key", ["x-amz-checksum-md5": "jXd/OF09/siBXSD3SWAm3A=="], body: "data").status == 200)
        }
    }

    @Test("a copy onto itself must change something; what names no source, or a version, is refused")
    func copies() async throws {
        try await S3Client.run { s3 in
            _ = try await s3.send(.put, "/shop/key", ["x-amz-meta-a": "1", "x-amz-tagging": "t=1"], body: "data")
            let cases: [(headers: [(String, String)], status: Int, code: String?)] = [
                ([("x-amz-copy-source", "shop/key")], 400, "InvalidRequest"),
                ([("x-amz-copy-source", "shop/key"), ("x-amz-metadata-directive", "OTHER")], 400, "InvalidArgument"),
                ([("x-amz-copy-source", "shop")], 400, "InvalidArgument"), ([("x-amz-copy-source", "/shop/")], 400, "InvalidArgument"),
                ([("x-amz-copy-source", "shop/absent")], 404, "NoSuchKey"),
                ([("x-amz-copy-source", "shop/key?versionId=7")], 404, "NoSuchVersion"),
                ([("x-amz-copy-source", "shop/key"), ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-a", "2")], 200, nil),
            ]
            for (headers, status, code) in cases {
                let answer = try await s3.send(.put, "/shop/key", HTTPHeaders(of: headers))
                #expect((answer.status, answer.code) == (status, code), "\(headers)")
            }
            let copied = try await s3.send(.get, "/shop/key")
            #expect((copied.text, copied.headers["x-amz-meta-a"], copied.headers["x-amz-tagging-count"]) == ("data", "2", "1"))
        }
    }

    @Test("numbers of requests are digits, and bounded")
    func numbers() async throws {
        try await S3Client.run { s3 in
            let id = try #require(try await s3.send(.post, "/shop/key?uploads").element("UploadId"))
            for value in ["-1", "+1", "1.5", "x", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "%00"] {
                for path in [
                    "/shop?list-type=2&max-keys=\(value)", "/shop?max-keys=\(value)", "/shop?uploads&max-uploads=\(value)",
                    "/shop/key?uploadId=\(id)&max-parts=\(value)", "/shop/key?uploadId=\(id)&part-number-marker=\(value)",
                    "/?max-buckets=\(value)",
                ] {
                    let answer = try await s3.send(.get, path)
                    #expect((answer.status, answer.code) == (400, "InvalidArgument"), "\(path)")
                }
                let answer = try await s3.send(.put, "/shop/key?uploadId=\(id)&partNumber=\(value)", body: "x")
                #expect((answer.status, answer.code) == (400, "InvalidArgument"), "\(value)")
            }
            #expect(try await s3.send(.get, "/shop?max-keys=2147483647").element("MaxKeys") == "1000")
            #expect(try await s3.send(.get, "/shop?list-type=2&continuation-token=x").code == "InvalidArgument")
            #expect(try await s3.send(.get, "/shop?encoding-type=value").code == "InvalidArgument")
            for number in [1, 2, 3] { _ = try await s3.send(.put, "/shop/key?uploadId=\(id)&partNumber=\(number)", body: "x") }
            let page = try await s3.send(.get, "/shop/key?uploadId=\(id)&max-parts=2")
            #expect((page.element("IsTruncated"), page.element("NextPartNumberMarker")) == ("true", "2"))
            let rest = try await s3.send(.get, "/shop/key?uploadId=\(id)&max-parts=2&part-number-marker=2")
            #expect((rest.element("IsTruncated"), rest.element("PartNumber")) == ("false", "3"))
        }
    }

    @Test("names that S3 keeps for itself, and names that are none, make no bucket")
    func bucketNames() {
        for name in ["abc", "a-b.c", "1.2.3", String(repeating: "a", count: 63), "x-s3alias-x"] { #expect(S3Service.isBucketName(name)) }
        for name in [
            "", "ab", String(repeating: "a", count: 64), "Abc", "a_b", "-ab", "ab-", ".ab", "ab.", "a..b", "192.168.5.4", "xn--a",
            "sthree-a",
            "amzn-s3-demo-a", "a-s3alias", "a--ol-s3", "a.mrap", "a--x-s3", "a--table-s3", "bücket", "a\nb",
        ] { #expect(!S3Service.isBucketName(name), "\(name)") }
    }
}
