extension Stack {
    /// An SQS queue, encrypted.
    /// - Parameters:
    ///   - visibilityTimeout: How long a message that was received stays hidden; six times the longest time-out of the functions that read the
    ///     queue unless given.
    ///   - fifo: Messages stay in order, each once.
    ///   - deadLetters: Where messages go that were received `maximumReceives` times.
    @discardableResult
    public func queue(
        _ name: String, visibilityTimeout: Duration? = nil, fifo: Bool = false, deadLetters: Queue? = nil, maximumReceives: Int = 3,
        filePath: StaticString = #filePath, line: UInt = #line
    ) -> Queue {
        let queue = Queue(
            name, stack: self, visibilityTimeout: visibilityTimeout, isFIFO: fifo, deadLetters: deadLetters,
            maximumReceives: maximumReceives,
            location: SourceLocation(filePath, line))
        declare { queue.render($0) }
        return queue
    }

    /// An SNS topic.
    @discardableResult
    public func topic(_ name: String, filePath: StaticString = #filePath, line: UInt = #line) -> Topic {
        let topic = Topic(name, stack: self, location: SourceLocation(filePath, line))
        declare { topic.render($0) }
        return topic
    }

    /// A DynamoDB table, paid by request, with point-in-time recovery.
    /// - Parameters:
    ///   - stream: Whether it has a stream of its changes; reading one turns it on.
    ///   - removal: What becomes of the data when the table leaves the stack.
    @discardableResult
    public func table(
        _ name: String, partitionKey: TableKey, sortKey: TableKey? = nil, stream: Bool = false, removal: Removal = .retain,
        filePath: StaticString = #filePath, line: UInt = #line
    ) -> Table {
        let table = Table(
            name, stack: self, partitionKey: partitionKey, sortKey: sortKey, stream: stream, removal: removal,
            location: SourceLocation(filePath, line))
        declare { table.render($0) }
        return table
    }

    /// A Kinesis data stream.
    @discardableResult
    public func dataStream(_ name: String, filePath: StaticString = #filePath, line: UInt = #line) -> DataStream {
        let stream = DataStream(name, stack: self, location: SourceLocation(filePath, line))
        declare { stream.render($0) }
        return stream
    }

    /// An S3 bucket, closed to the public.
    /// - Parameter removal: What becomes of the objects when the bucket leaves the stack.
    @discardableResult
    public func bucket(
        _ name: String, removal: Removal = .retain, filePath: StaticString = #filePath, line: UInt = #line
    ) -> Bucket {
        let bucket = Bucket(name, stack: self, removal: removal, location: SourceLocation(filePath, line))
        declare { bucket.render($0) }
        return bucket
    }

    /// A secret of Secrets Manager that exists. Only where it is goes into the link.
    /// - Parameter id: Its name or ARN.
    public func secret(_ name: String, secretsManager id: String) -> Secret { Secret(name, secretsManager: id) }

    /// A parameter of Systems Manager that exists, secret or not. Only where it is goes into the link.
    /// - Parameter parameter: Its name, as `/shop/prod/key`.
    public func secret(_ name: String, parameter: String) -> Secret { Secret(name, parameter: parameter) }
}
