/// Where the reading of a stream begins.
public enum StartingPosition: String, Sendable {
    /// With what comes after the creation.
    case latest = "LATEST"
    /// With the oldest that is kept.
    case oldest = "TRIM_HORIZON"
}
