/// How much work one request may make. What it asks for is reckoned before it is done, so that no request keeps the others waiting.
final class MetricWork {
    /// Points of series that are looked at or made, and distinct values of metrics: a second's worth or two.
    static let most = 4_000_000

    private var left = most

    /// Whether there was too much of it.
    private(set) var isTooMuch = false

    /// Takes note of work that is about to be done.
    func take(_ count: Int, times factor: Int = 1) throws(MetricExpression.Failure) {
        let (product, overflows) = count.multipliedReportingOverflow(by: factor)
        guard !overflows, product <= left else {
            isTooMuch = true
            throw MetricExpression.Failure("it has too many data points")
        }
        left -= max(product, 0)
    }
}
