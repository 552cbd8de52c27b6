/// A JSON value: any document that RFC 8259 allows, as a Swift value.
///
/// It parses text that nobody vouches for (depth and size are bounded, see ``Limits``), prints it back, and bridges to `Codable`:
///
/// ```swift
/// let event = try JSON(parsing: body)
/// let id = event["DeploymentId"]?.string
/// let order = try event["detail"]?.decode(Order.self)
/// let answer: JSON = ["status": "Succeeded", "attempts": 2]
/// let bytes = answer.serialized()
/// ```
///
/// See <https://www.rfc-editor.org/rfc/rfc8259>.
public enum JSON: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without fraction or exponent that fits into `Int`.
    case integer(Int)
    /// A number with a fraction or an exponent, or one that `Int` cannot hold (`-0` among them, whose sign it would lose).
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object.
    case object(Object)
}

extension JSON: CustomStringConvertible {
    /// The value as compact JSON text, as ``serialized(pretty:)`` prints it.
    public var description: String { String(decoding: serialized(), as: UTF8.self) }
}
