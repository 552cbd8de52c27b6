extension JSON {
    /// The value as JSON text in UTF-8, always valid and always the same for the same value.
    ///
    /// Members keep their order. A ``number(_:)`` is printed as the shortest text that parses back to the same number, with a fraction or
    /// an exponent (`1.0`); one that is not finite, for which JSON has no notation, becomes `null`.
    /// - Parameter pretty: Whether to put each element and member on a line of its own, indented by two spaces.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var printer = Printer(pretty: pretty)
        printer.print(self)
        return printer.output
    }
}
