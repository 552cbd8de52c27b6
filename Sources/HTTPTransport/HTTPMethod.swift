/// An HTTP request method, such as `GET` ([RFC 9110, section 9](https://www.rfc-editor.org/rfc/rfc9110#name-methods)).
///
/// Any token is possible: `HTTPMethod(rawValue: "PURGE")`.
public struct HTTPMethod: RawRepresentable, Hashable, Sendable {
    /// The method as it goes over the wire. Methods are case-sensitive.
    public let rawValue: String

    /// A method with the given name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `GET`
    public static let get = HTTPMethod(rawValue: "GET")
    /// `POST`
    public static let post = HTTPMethod(rawValue: "POST")
    /// `PUT`
    public static let put = HTTPMethod(rawValue: "PUT")
    /// `PATCH`
    public static let patch = HTTPMethod(rawValue: "PATCH")
    /// `DELETE`
    public static let delete = HTTPMethod(rawValue: "DELETE")
    /// `HEAD`
    public static let head = HTTPMethod(rawValue: "HEAD")
    /// `OPTIONS`
    public static let options = HTTPMethod(rawValue: "OPTIONS")
}
