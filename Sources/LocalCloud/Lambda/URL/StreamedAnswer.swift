internal import HTTPTypes
internal import Hummingbird

/// The HTTP response of a Function URL whose function's answer is passed on as it comes.
struct StreamedAnswer {
    /// The longest prelude in bytes.
    static let preludeLimit = 1024 * 1024

    let response: Response

    /// Waits until the answer has begun, and its head is known.
    ///
    /// - Throws: `FunctionError` when there is none, `FunctionURLAnswer.Unusable` when it stands for no response.
    init(_ stream: ResponseStream) async throws {
        do {
            let contentType = try await stream.start()
            if stream.isBuffered {
                // By the rules of buffered answers, as the function wrote it for those.
                let payload = try await stream.rest()
                response = try FunctionURLAnswer(FunctionResponse(payload: payload, contentType: contentType, isStreamed: false)).response
            } else if contentType == FunctionURLAnswer.preludeType {
                let (prelude, rest) = try await Self.prelude(stream)
                let (status, headers) = try FunctionURLAnswer.head(prelude)
                response = Self.response(status, headers, rest, stream)
            } else {
                response = Self.response(.ok, [.contentType: contentType ?? "application/octet-stream"], [], stream)
            }
        } catch {
            stream.abandon()
            throw error
        }
    }

    /// The bytes before the eight NULs, and those that have come after them.
    private static func prelude(_ stream: ResponseStream) async throws -> (prelude: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
        var bytes: [UInt8] = []
        while let piece = try await stream.next() {
            bytes += piece
            // The prelude is JSON, so the first NUL is the separator's.
            if let end = bytes.firstIndex(of: 0), bytes.count >= end + 8 {
                guard bytes[end..<(end + 8)].allSatisfy({ $0 == 0 }) else { break }
                return (bytes[..<end], bytes[(end + 8)...])
            }
            guard bytes.count <= preludeLimit else { break }
        }
        throw FunctionURLAnswer.Unusable(reason: "a streamed response with a prelude needs 8 NUL bytes after it")
    }

    private static func response(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ first: ArraySlice<UInt8>, _ stream: ResponseStream
    ) -> Response {
        guard !FunctionURLAnswer.isBodyless(status) else {
            stream.abandon()
            return Response(status: status, headers: headers)
        }
        let body = ResponseBody { writer in
            do {
                if !first.isEmpty { try await writer.write(ByteBuffer(bytes: first)) }
                while let piece = try await stream.next() { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            } catch {
                // The client is gone, or the function failed amid its response: the connection is closed, which tells the client.
                stream.abandon()
                throw error
            }
        }
        return Response(status: status, headers: headers, body: body)
    }
}

extension ResponseStream {
    /// All that still comes.
    fileprivate func rest() async throws(FunctionError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await next() { bytes += piece }
        return bytes
    }
}
