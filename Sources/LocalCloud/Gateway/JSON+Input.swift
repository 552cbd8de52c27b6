internal import JSONValue

extension JSON {
    /// A number of an operation's input, also where a client of the Query protocol sent it as text.
    var number: Double? { double ?? string.flatMap(Double.init) }

    /// A whole number of an operation's input, also where a client of the Query protocol sent it as text.
    var wholeNumber: Int? { int ?? string.flatMap(Int.init) }

    /// A boolean of an operation's input, also where a client of the Query protocol sent it as text.
    var flag: Bool? { bool ?? string.flatMap(Bool.init) }
}
