import Surroundings

/// The environment of this process, read variable by variable; tests hand in a dictionary instead.
enum ProcessEnvironment {
    typealias Lookup = @Sendable (String) -> String?

    static let value: Lookup = { Environment.process[$0] }
}
