import SigV4
import Surroundings

/// The environment variables that the AWS SDKs share, of this process or given as a dictionary.
///
/// See the [settings reference](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
public struct AWSEnvironment: Sendable, ExpressibleByDictionaryLiteral {
    private let variables: Environment

    private init(_ variables: Environment) { self.variables = variables }

    /// The environment of this process. A variable is read whenever it is asked for.
    public static let process = AWSEnvironment(Environment.process)

    /// The variables of this process that begin with `AWS_`, as they are now, whatever becomes of them later.
    package static func snapshot() -> AWSEnvironment { AWSEnvironment(Environment.snapshot(prefix: "AWS_")) }

    /// These variables and no others.
    public init(_ variables: [String: String]) { self.init(Environment(variables)) }

    /// These variables and no others; of two with the same name the last counts.
    public init(dictionaryLiteral elements: (String, String)...) { self.init(Dictionary(elements) { $1 }) }

    /// A variable's value; `nil` where it is unset or empty.
    public subscript(name: String) -> String? { variables[name] }

    /// Whether a variable is `true`; absent means `false`, and so does what is neither, with a warning.
    func flag(_ name: String, _ warnings: inout [String]) -> Bool {
        switch self[name]?.utf8.asciiLowercased() {
        case nil, "false": break
        case "true": return true
        default: warnings.append("\(name) is neither true nor false and counts as false: set it to one of them, or unset it.")
        }
        return false
    }
}
