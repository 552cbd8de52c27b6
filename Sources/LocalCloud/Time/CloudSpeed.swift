/// How fast the time of a local cloud goes.
public enum CloudSpeed: Sendable, Equatable {
    /// So many times as fast as real time.
    case times(Double)
    /// In real time while anybody is busy; when nobody is, straight on to the next moment for which somebody waits.
    case max
}
