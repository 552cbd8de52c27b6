import ArgumentParser
import Foundation

/// `NAME=VALUE`, for `--env`.
struct EnvironmentVariable: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !argument.utf8.contains(0) else { return nil }
        name = String(parts[0])
        value = String(parts[1])
    }
}

/// `NAME=PRODUCT-OR-PATH[:VERSION]`, for `--function` and `--stable`.
struct FunctionArgument: Sendable {
    /// The name that it is linked under.
    let name: String
    /// A product or a path.
    let program: String
    /// The number of the version.
    let version: String

    /// - Throws: `ValidationError` for what has another form.
    init(argument: String) throws {
        let form = ValidationError(
            "\(argument.debugDescription) is no function to link: give NAME=PRODUCT, NAME=PRODUCT:VERSION or NAME=PATH, such as Api=Api:2.")
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { throw form }
        name = String(argument[..<equals])
        let rest = argument[argument.index(after: equals)...]
        if let colon = rest.lastIndex(of: ":"), let number = Int(rest[rest.index(after: colon)...]), number > 0 {
            program = String(rest[..<colon])
            version = String(number)
        } else {
            // No product has a colon in its name, though a path may have one.
            if let colon = rest.lastIndex(of: ":"), !rest.contains("/"), colon != rest.index(before: rest.endIndex) {
                let number = rest[rest.index(after: colon)...]
                throw ValidationError("\(number.debugDescription) is no version: versions are 1, 2, 3 and so on.")
            }
            program = String(rest)
            version = "1"
        }
        guard !program.isEmpty, !program.hasSuffix(":") else { throw form }
    }
}

/// A length of time such as `500ms`, `3s`, `1.5s` or `2m`; a bare number is seconds. At most 15 minutes, as in Lambda.
struct Timeout: ExpressibleByArgument, CustomStringConvertible {
    let duration: Duration

    init(duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        let units = ["ms": 0.001, "s": 1, "m": 60, "": 1]
        guard let number = Double(digits), let unit = units[String(argument.dropFirst(digits.count))] else { return nil }
        let seconds = number * unit
        guard seconds >= 0.001, seconds <= 900 else { return nil }
        duration = .milliseconds(Int((seconds * 1000).rounded()))
    }

    var description: String {
        let milliseconds = Int(duration / .milliseconds(1))
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    var defaultValueDescription: String { description }
}
