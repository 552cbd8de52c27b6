/// What Lambda reads for a function: a queue or a stream.
struct SourceMapping {
    let function: Function
    let sourceName: String
    let sourceARN: TemplateValue
    let version: TargetVersion
    let location: SourceLocation

    func properties(batchSize: Int, window: Duration?, filters: [TemplateValue]) -> TemplateObject {
        var properties: TemplateObject = [
            "FunctionName": function.target(version).arn, "EventSourceArn": sourceARN, "BatchSize": .int(batchSize),
        ]
        properties["MaximumBatchingWindowInSeconds"] = window?.wholeSeconds.map { .int($0) }
        if !filters.isEmpty {
            properties["FilterCriteria"] = ["Filters": .array(filters.map { ["Pattern": .string($0.json)] })]
        }
        return properties
    }

    func check(_ value: Int, _ range: ClosedRange<Int>, _ what: String, _ renderer: Renderer) {
        guard !range.contains(value) else { return }
        renderer.report(
            "the \(what) with which \"\(function.name)\" reads \"\(sourceName)\" is \(range.lowerBound) to \(range.upperBound), not \(value)",
            at: location)
    }

    func add(_ properties: TemplateObject, window: Duration?, to renderer: Renderer) {
        if let window, !(window.wholeSeconds.map { (0...300).contains($0) } ?? false) {
            renderer.report("a window is whole seconds, at most 5 minutes, not \(window)", at: location)
        }
        renderer.add(
            TemplateResource(
                LogicalID.of([function.name, "Consumes", sourceName]), type: "AWS::Lambda::EventSourceMapping", properties: properties),
            owner: function.logicalID, at: location)
    }
}
