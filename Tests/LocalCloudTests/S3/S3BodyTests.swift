import TestSupport
import Testing

@testable import LocalCloud

@Suite("bodies of S3's requests")
struct S3BodyTests {
    private func chunked(_ text: String) throws -> AWSChunkedBody { try AWSChunkedBody(Array(text.utf8)) }

    @Test("chunks are put together, signed or not, and what follows them is read")
    func chunks() throws {
        let plain = try chunked("5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n")
        #expect(String(decoding: plain.bytes, as: UTF8.self) == "hello world")
        #expect(plain.trailers == ["x-amz-checksum-crc32": "DUoRhQ=="])
        let signed = try chunked("3;chunk-signature=abc\r\na\r\n\r\n0;chunk-signature=def\r\n\r\n")
        #expect(signed.bytes == Array("a\r\n".utf8))
        #expect(try chunked("0\r\n\r\n").bytes == [])
    }

    @Test(
        "what is no chunked body is refused",
        arguments: [
            "", "5\r\nhell", "x\r\n", "-1\r\n", "7fffffffffffffff\r\na", "ffffffffffffffffff\r\n", "1\r\nab\r\n0\r\n\r\n", "1\r\na\r\n",
            "0\r\nnonsense\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
            "00000000000000003\r\nabc\r\n0\r\n\r\n", "0\r\n\r\nmore", "0\r\nmore", "0\r\na:1\r\nA:2\r\n\r\n",
        ])
    func malformed(text: String) {
        #expect(throws: AWSError.self) { try chunked(text) }
    }

    @Test("checksums are those of the algorithms' own test values")
    func checksums() {
        let digits = Array("123456789".utf8)
        // The check values of the CRC catalogue, in Base64.
        #expect(S3Checksum.crc32.value(digits) == "y/Q5Jg==")
        #expect(S3Checksum.crc32c.value(digits) == "4waSgw==")
        #expect(S3Checksum.crc64nvme.value(digits) == "rosUhgp5mIg=")
        #expect(S3Checksum.sha1.value([]) == "2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
        #expect(S3Checksum.sha256.value([]) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test("ranges are those of HTTP")
    func ranges() throws {
        #expect(try S3Service.range("bytes=0-9", of: 100) == 0..<10)
        #expect(try S3Service.range("bytes=90-", of: 100) == 90..<100)
        #expect(try S3Service.range("bytes=-10", of: 100) == 90..<100)
        #expect(try S3Service.range("bytes=-1000", of: 100) == 0..<100)
        #expect(try S3Service.range("bytes=50-9223372036854775807", of: 100) == 50..<100)
        #expect(try S3Service.range("bytes=50-99999999999999999999", of: 100) == 50..<100)
        #expect(try S3Service.range("bytes=-99999999999999999999", of: 100) == 0..<100)
        for header in [
            nil, "", "items=0-1", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", "bytes=0-1-2", "bytes=+1-2", "bytes=1-+2",
            "bytes=--1", "bytes= 1-2",
        ] {
            #expect(try S3Service.range(header, of: 100) == nil)
        }
        for header in ["bytes=100-", "bytes=-0", "bytes=9223372036854775807-", "bytes=99999999999999999999-"] {
            #expect(throws: AWSError.self) { try S3Service.range(header, of: 100) }
        }
        #expect(throws: AWSError.self) { try S3Service.range("bytes=0-", of: 0) }
    }

    @Test("no bytes trap")
    func fuzz() {
        var generator = SeededGenerator(seed: 2006)
        let pieces = ["0", "5", "f", "\r\n", "\n", ";", ":", "hello", "x-amz", "\u{0}", "ü"]
        for _ in 0..<Fuzz.iterations {
            let text = (0..<Int.random(in: 0..<16, using: &generator)).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            _ = try? chunked(text)
            _ = try? S3Service.range("bytes=" + text, of: 10)
        }
    }
}
