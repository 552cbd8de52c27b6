public import JSONValue

extension HTTPRequest {
    /// A request whose body is JSON, with `Content-Type: application/json` unless `headers` say otherwise.
    public init(_ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], json: JSON) {
        self.init(method, url, headers: headers, body: json.serialized())
        if self.headers["Content-Type"] == nil { self.headers["Content-Type"] = "application/json" }
    }

    /// A request whose body is a value encoded as JSON, with `Content-Type: application/json` unless `headers` say otherwise.
    ///
    /// - Throws: `JSON.EncodeError` when the value has no JSON form.
    public init(_ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], encoding value: some Encodable) throws(JSON.EncodeError) {
        self.init(method, url, headers: headers, json: try JSON(encoding: value))
    }
}

extension HTTPClient {
    /// Sends a value as JSON with `POST`.
    ///
    /// - Throws: `JSON.EncodeError` when the value has no JSON form, ``HTTPError`` when there is no response.
    public nonisolated(nonsending) func post(
        _ url: String, json value: some Encodable, headers: HTTPHeaders = [:]
    ) async throws -> HTTPResponse {
        try await send(HTTPRequest(.post, url, headers: headers, encoding: value))
    }
}
