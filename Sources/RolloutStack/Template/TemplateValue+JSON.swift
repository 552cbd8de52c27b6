extension TemplateValue {
    /// The value as JSON in one line.
    public var json: String {
        var printer = JSONPrinter(pretty: false)
        printer.print(self)
        return printer.text
    }

    /// The value as JSON in lines, indented by two spaces.
    public var prettyJSON: String {
        var printer = JSONPrinter(pretty: true)
        printer.print(self)
        return printer.text
    }

    /// The value as JSON with all keys sorted: what a hash is made of.
    var canonicalJSON: String {
        var printer = JSONPrinter(pretty: false, sorted: true)
        printer.print(self)
        return printer.text
    }
}
