extension Int {
    /// The whole number nearest to zero's side of a value that a client, a file or a clock supplied: the smallest or the largest `Int` where
    /// it is beyond them, and 0 for what is no number. `Int(_:)` traps on all of these.
    init(saturating value: Double) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
}
