internal import CZlib
internal import Hummingbird
internal import JSONValue

/// The answer to InvokeWithResponseStream: messages of
/// [Amazon's event stream encoding](https://smithy.io/2.0/aws/amazon-eventstream.html).
struct StreamedInvocation: Sendable {
    let executedVersion: String
    let contentType: String?
    /// `nil` for a dry run.
    let stream: ResponseStream?
    let logTail: Bool

    /// The response with its messages, as the function's answer comes.
    var response: Response {
        guard let stream else { return Response(status: .noContent) }
        var response = Response(
            status: .ok, headers: [.contentType: "application/vnd.amazon.eventstream"],
            body: ResponseBody { [logTail] writer in
                do {
                    var completion = JSON.Object()
                    while true {
                        let piece: [UInt8]?
                        do throws(FunctionError) { piece = try await stream.next() } catch {
                            completion["ErrorCode"] = .string(error.type)
                            completion["ErrorDetails"] = .string(String(decoding: error.payload, as: UTF8.self))
                            break
                        }
                        guard let piece else { break }
                        for message in Self.chunks(piece) { try await writer.write(ByteBuffer(bytes: message)) }
                    }
                    if logTail, let log = stream.log { completion["LogResult"] = .string(Base64.encode(log)) }
                    let bytes = JSON.object(completion).serialized()
                    try await writer.write(ByteBuffer(bytes: Self.message("InvokeComplete", "application/json", bytes[...])))
                    try await writer.finish(nil)
                } catch {
                    stream.abandon()
                    throw error
                }
            })
        response.headers["X-Amz-Executed-Version"] = executedVersion
        response.headers["X-Amzn-Remapped-Content-Type"] = contentType
        return response
    }

    private static func chunks(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: 1024 * 1024).map { start in
            message("PayloadChunk", "application/octet-stream", bytes[start..<min(start + 1024 * 1024, bytes.count)])
        }
    }

    /// One message: lengths, a checksum of them, headers, payload, a checksum of all.
    static func message(_ event: String, _ contentType: String, _ payload: ArraySlice<UInt8>) -> [UInt8] {
        var headers: [UInt8] = []
        for (name, value) in [(":message-type", "event"), (":event-type", event), (":content-type", contentType)] {
            headers.append(UInt8(truncatingIfNeeded: name.utf8.count))
            headers += name.utf8
            // A string.
            headers.append(7)
            headers += [UInt8(value.utf8.count >> 8), UInt8(truncatingIfNeeded: value.utf8.count)]
            headers += value.utf8
        }
        var message = bigEndian(UInt32(16 + headers.count + payload.count)) + bigEndian(UInt32(headers.count))
        message += bigEndian(checksum(message))
        message += headers
        message += payload
        return message + bigEndian(checksum(message))
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32(0, bytes, uInt(bytes.count)))
    }
}
