/// What becomes of data when its resource leaves the stack.
public enum Removal: Sendable {
    /// It stays on AWS; only what a failed first creation made goes.
    case retain
    /// It goes.
    case delete

    var deletionPolicy: String { self == .retain ? "RetainExceptOnCreate" : "Delete" }
    var updateReplacePolicy: String { self == .retain ? "Retain" : "Delete" }
}
