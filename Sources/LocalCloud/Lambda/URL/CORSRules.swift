internal import HTTPTypes
internal import JSONValue

/// What web pages of other origins may do with a Function URL:
/// [Cors](https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html).
struct CORSRules: Codable, Sendable, Hashable {
    var allowCredentials = false
    var allowHeaders: [String] = []
    var allowMethods: [String] = []
    var allowOrigins: [String] = []
    var exposeHeaders: [String] = []
    /// Seconds.
    var maxAge: Int?

    /// - Throws: `InvalidParameterValueException`.
    init(_ input: JSON.Object) throws(AWSError) {
        let input = LambdaInput(.object(input))
        func list(_ name: String, _ count: Int, _ length: Int) throws(AWSError) -> [String] {
            let list = try input.texts(name) ?? []
            guard list.count <= count else { throw .invalid("cors." + name, "\(list.count) elements", "have at most \(count) elements") }
            for text in list where text.utf8.count > length || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                throw .invalid("cors." + name, text, "have length less than or equal to \(length) and no control characters")
            }
            return list
        }
        allowCredentials = try input.flag("AllowCredentials")
        allowHeaders = try list("AllowHeaders", 100, 1024)
        allowMethods = try list("AllowMethods", 6, 6)
        allowOrigins = try list("AllowOrigins", 100, 253)
        exposeHeaders = try list("ExposeHeaders", 100, 1024)
        maxAge = try input.integer("MaxAge", 0...86_400)
    }

    var json: JSON {
        var json = JSON.Object()
        func add(_ name: String, _ list: [String]) { if !list.isEmpty { json[name] = .array(list.map { .string($0) }) } }
        json["AllowCredentials"] = .bool(allowCredentials)
        add("AllowHeaders", allowHeaders)
        add("AllowMethods", allowMethods)
        add("AllowOrigins", allowOrigins)
        add("ExposeHeaders", exposeHeaders)
        if let maxAge { json["MaxAge"] = .integer(maxAge) }
        return .object(json)
    }

    /// The headers for a page of this origin; `nil` when it may not read the response.
    func headers(origin: String) -> HTTPFields? {
        guard let allowed = allowOrigins.contains("*") ? (allowCredentials ? origin : "*") : allowOrigins.first(where: { $0 == origin })
        else {
            return nil
        }
        var headers = HTTPFields()
        headers["Access-Control-Allow-Origin"] = allowed
        if allowed != "*" { headers[.vary] = "Origin" }
        if allowCredentials { headers["Access-Control-Allow-Credentials"] = "true" }
        if !exposeHeaders.isEmpty { headers["Access-Control-Expose-Headers"] = exposeHeaders.joined(separator: ",") }
        return headers
    }

    /// The headers of the answer to a page that asks beforehand; `nil` when it may not.
    func preflight(origin: String, method: String, headers requested: [String]) -> HTTPFields? {
        guard var headers = headers(origin: origin), allowMethods.contains(where: { $0 == "*" || $0.uppercased() == method.uppercased() })
        else { return nil }
        let isAllowed = requested.allSatisfy { name in
            allowHeaders.contains { $0 == "*" || $0.lowercased() == name.lowercased() }
        }
        guard isAllowed else { return nil }
        headers["Access-Control-Allow-Methods"] = allowMethods.joined(separator: ",")
        if !allowHeaders.isEmpty { headers["Access-Control-Allow-Headers"] = allowHeaders.joined(separator: ",") }
        if let maxAge { headers["Access-Control-Max-Age"] = String(maxAge) }
        return headers
    }
}
