/// A method and a path, as `GET /orders/{id}`.
struct RouteKey: Hashable {
    let method: String
    let path: String

    /// Methods that API Gateway knows, with ANY.
    private static let methods: Set<String> = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

    /// `nil` if it can't be one.
    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.methods.contains(String(parts[0])), parts[1].hasPrefix("/") else { return nil }
        method = String(parts[0])
        path = String(parts[1])
    }

    /// As the ARN of a call has it, after the stage: `GET/orders/*`.
    var inARN: String {
        let path = path.split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix("{") ? "*" : String($0) }
        return (method == "ANY" ? "*" : method) + path.joined(separator: "/")
    }
}
