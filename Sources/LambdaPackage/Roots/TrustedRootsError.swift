/// Why no roots could be picked.
public enum TrustedRootsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no readable store in any of these places.
    case noStore([String])
    /// The store holds none of the roots that AWS's endpoints chain to.
    case noRoots(store: String, certificates: Int)

    /// What is missing, and what to do about it.
    public var description: String {
        switch self {
        case .noStore(let places):
            "There is no readable store of certificate authorities at \(places.joined(separator: ", ")). Install the package ca-certificates."
        case .noRoots(let store, let count):
            "None of the roots that AWS's endpoints chain to (Amazon Root CA 1 to 4, Starfield) is among the \(count) certificates of \(store). "
                + "Update the package ca-certificates, or name a store that holds them."
        }
    }
}
