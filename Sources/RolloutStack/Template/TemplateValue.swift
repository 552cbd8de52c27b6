/// A value in a CloudFormation template: what JSON has, with CloudFormation's intrinsic functions as objects of one key.
///
/// Literals are values (`"prod"`, `256`, `true`, `["a", "b"]`, `["Key": "value"]`), and a reference goes into a string where it is wanted:
/// `"https://\(api.url)/health"` becomes an `Fn::Sub`.
///
/// See [the intrinsic functions](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).
public enum TemplateValue: Sendable, Hashable {
    /// JSON's `null`.
    case null
    /// A boolean.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// A number with a fraction. It has to be finite.
    case double(Double)
    /// A text. `${…}` in it is just text: a reference is ``ref(_:)``, ``sub(_:)`` or an interpolation.
    case string(String)
    /// A list.
    case array([TemplateValue])
    /// An object, or an intrinsic function.
    case object(TemplateObject)
}

extension TemplateValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByStringInterpolation
{
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A list.
    public init(arrayLiteral elements: TemplateValue...) { self = .array(elements) }
    /// An object. A key that occurs twice is reported when the template is made.
    public init(dictionaryLiteral elements: (String, TemplateValue)...) { self = .object(TemplateObject(elements)) }
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A text with references in it.
    public init(stringInterpolation: SubText) { self = stringInterpolation.value }
}
