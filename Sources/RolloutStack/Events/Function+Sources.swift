extension Function {
    /// Reads a queue in batches.
    /// - Parameters:
    ///   - batchSize: 1 to 10,000 messages, at most 10 of a FIFO queue; above 10 a window is needed.
    ///   - window: How long Lambda gathers a batch, whole seconds to 5 minutes.
    ///   - maximumConcurrency: 2 to 1,000 instances at once.
    ///   - reportsFailedItems: The function's answer names the messages that failed; the others are gone.
    ///   - filters: Patterns of messages, as EventBridge has them.
    ///   - version: The live version, unless the newest is to read.
    public func consume(
        _ queue: Queue, batchSize: Int = 10, window: Duration? = nil, maximumConcurrency: Int? = nil, reportsFailedItems: Bool = false,
        filters: [TemplateValue] = [], version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        queue.consumers.append(self)
        sourceStatements.append(
            .allow("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", on: queue.arn))
        let mapping = SourceMapping(
            function: self, sourceName: queue.name, sourceARN: .getAtt(queue.logicalID, "Arn"), version: version,
            location: SourceLocation(filePath, line))
        let isFIFO = queue.isFIFO
        stack.declare { renderer in
            var properties = mapping.properties(batchSize: batchSize, window: window, filters: filters)
            if let maximumConcurrency { properties["ScalingConfig"] = ["MaximumConcurrency": .int(maximumConcurrency)] }
            if reportsFailedItems { properties["FunctionResponseTypes"] = ["ReportBatchItemFailures"] }
            mapping.check(batchSize, 1...(isFIFO ? 10 : 10_000), "batch size", renderer)
            if let maximumConcurrency { mapping.check(maximumConcurrency, 2...1000, "maximum concurrency", renderer) }
            if batchSize > 10, (window ?? .zero) < .seconds(1), !isFIFO {
                renderer.report("a batch of more than 10 messages needs a window of at least a second", at: mapping.location)
            }
            if isFIFO, window != nil { renderer.report("a FIFO queue has no window", at: mapping.location) }
            mapping.add(properties, window: window, to: renderer)
        }
    }

    /// Reads the changes of a table, whose stream this turns on.
    /// - Parameters:
    ///   - batchSize: 1 to 10,000 records.
    ///   - startingPosition: Where the reading begins.
    ///   - parallelization: 1 to 10 batches of a shard at once.
    ///   - retries: How often a batch is tried again, 0 to 10,000; for as long as it lives unless given.
    ///   - splitsOnError: Halves a batch that failed.
    ///   - onFailure: Where records go of batches that were given up.
    public func consume(
        _ table: Table, batchSize: Int = 100, window: Duration? = nil, startingPosition: StartingPosition = .latest,
        parallelization: Int? = nil,
        retries: Int? = nil, splitsOnError: Bool = false, onFailure: Destination? = nil, filters: [TemplateValue] = [],
        version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        table.hasStream = true
        sourceStatements.append(
            .allow(
                "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", on: "\(table.arn)/stream/*"))
        // Lambda lists streams before it knows which; DynamoDB holds the call to no table.
        sourceStatements.append(.allow("dynamodb:ListStreams", on: "*"))
        let mapping = SourceMapping(
            function: self, sourceName: table.name, sourceARN: table.streamARN, version: version, location: SourceLocation(filePath, line))
        consumeStream(
            mapping, batchSize: batchSize, window: window, startingPosition: startingPosition, parallelization: parallelization,
            retries: retries, splitsOnError: splitsOnError, onFailure: onFailure, filters: filters)
    }

    /// Reads a data stream. The parameters are those for a table.
    public func consume(
        _ stream: DataStream, batchSize: Int = 100, window: Duration? = nil, startingPosition: StartingPosition = .latest,
        parallelization: Int? = nil, retries: Int? = nil, splitsOnError: Bool = false, onFailure: Destination? = nil,
        filters: [TemplateValue] = [], version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        sourceStatements.append(
            .allow(
                "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
                "kinesis:ListShards", on: stream.arn))
        let mapping = SourceMapping(
            function: self, sourceName: stream.name, sourceARN: .getAtt(stream.logicalID, "Arn"), version: version,
            location: SourceLocation(filePath, line))
        consumeStream(
            mapping, batchSize: batchSize, window: window, startingPosition: startingPosition, parallelization: parallelization,
            retries: retries, splitsOnError: splitsOnError, onFailure: onFailure, filters: filters)
    }

    private func consumeStream(
        _ mapping: SourceMapping, batchSize: Int, window: Duration?, startingPosition: StartingPosition, parallelization: Int?,
        retries: Int?,
        splitsOnError: Bool, onFailure: Destination?, filters: [TemplateValue]
    ) {
        if let statement = onFailure?.statement { sourceStatements.append(statement) }
        stack.declare { renderer in
            mapping.check(batchSize, 1...10_000, "batch size", renderer)
            if let parallelization { mapping.check(parallelization, 1...10, "parallelization", renderer) }
            if let retries { mapping.check(retries, 0...10_000, "number of retries", renderer) }
            var properties = mapping.properties(batchSize: batchSize, window: window, filters: filters)
            properties["StartingPosition"] = .string(startingPosition.rawValue)
            properties["ParallelizationFactor"] = parallelization.map { .int($0) }
            properties["MaximumRetryAttempts"] = retries.map { .int($0) }
            if splitsOnError { properties["BisectBatchOnFunctionError"] = true }
            properties["DestinationConfig"] = onFailure.map { ["OnFailure": ["Destination": $0.arn]] }
            mapping.add(properties, window: window, to: renderer)
        }
    }

    /// Gets the messages of a topic.
    /// - Parameter filter: Which messages, as SNS describes it.
    public func subscribe(
        to topic: Topic, filter: TemplateValue? = nil, version: TargetVersion = .live, filePath: StaticString = #filePath,
        line: UInt = #line
    ) {
        let location = SourceLocation(filePath, line)
        stack.declare { [self] renderer in
            let target = target(version)
            let id = LogicalID.of([name, "Subscribes", topic.name])
            var properties: TemplateObject = ["TopicArn": .ref(topic.logicalID), "Protocol": "lambda", "Endpoint": target.arn]
            properties["FilterPolicy"] = filter
            renderer.add(TemplateResource(id, type: "AWS::SNS::Subscription", properties: properties), owner: logicalID, at: location)
            renderer.permit(
                id + "Permission", service: "sns.amazonaws.com", source: .ref(topic.logicalID), target: target, owner: logicalID,
                at: location)
        }
    }

    /// Gets what another function logs.
    /// - Parameter pattern: Which lines, as CloudWatch Logs describes it; all unless given.
    public func subscribe(
        toLogsOf other: Function, pattern: String = "", version: TargetVersion = .live, filePath: StaticString = #filePath,
        line: UInt = #line
    ) {
        subscribe(
            logGroup: "/aws/lambda/\(other.physicalName)", name: other.name, dependsOn: [other.logicalID + "Logs"], pattern: pattern,
            version: version, location: SourceLocation(filePath, line), isOwn: other === self)
    }

    /// Gets what is logged to a group that exists.
    /// - Parameter pattern: Which lines, as CloudWatch Logs describes it; all unless given.
    public func subscribe(
        toLogs group: String, pattern: String = "", version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        subscribe(
            logGroup: group, name: group, dependsOn: [], pattern: pattern, version: version, location: SourceLocation(filePath, line),
            isOwn: group == "/aws/lambda/\(physicalName)")
    }

    private func subscribe(
        logGroup: String, name other: String, dependsOn: [String], pattern: String, version: TargetVersion, location: SourceLocation,
        isOwn: Bool
    ) {
        if isOwn {
            stack.report("\"\(name)\" can't get its own logs: each line would make another", at: location)
            return
        }
        stack.declare { [self] renderer in
            let target = target(version)
            let id = LogicalID.of([name, "Logs", other])
            renderer.permit(
                id + "Permission", service: "logs.amazonaws.com", source: .arn("logs", "log-group:\(logGroup):*"), target: target,
                owner: logicalID, dependsOn: dependsOn, at: location)
            renderer.add(
                TemplateResource(
                    id, type: "AWS::Logs::SubscriptionFilter",
                    properties: [
                        "LogGroupName": .string(logGroup), "FilterPattern": .string(pattern), "DestinationArn": target.arn,
                    ], dependsOn: dependsOn + [id + "Permission"]), owner: logicalID, at: location)
        }
    }
}
