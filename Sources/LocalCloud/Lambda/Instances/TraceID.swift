internal import Foundation

/// What an event can be followed by, in
/// [X-Ray's form](https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
struct TraceID: Sendable {
    static let header = "X-Amzn-Trace-Id"

    /// Such as `Root=1-5759e988-bd862e3fe1be46a994272793`.
    let root: String

    /// - Parameter given: The client's own header, whose root is kept.
    init(_ given: String? = nil) {
        let fields = given?.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        if let root = fields.first(where: { $0.wholeMatch(of: /Root=1-[0-9a-fA-F]{8}-[0-9a-fA-F]{24}/) != nil }) {
            self.root = root
            return
        }
        let epoch = UInt32(truncatingIfNeeded: Int(Date().timeIntervalSince1970))
        root = "Root=1-\(Random.hexadecimal(UInt64(epoch), digits: 8))-\(Random.hexadecimal(digits: 16))\(Random.hexadecimal(digits: 8))"
    }

    /// The same with a segment of its own, as a function gets it.
    var segment: String { "\(root);Parent=\(Random.hexadecimal(digits: 16));Sampled=0" }
}
