extension Bucket {
    /// Tells a function what happens in the bucket.
    /// - Parameters:
    ///   - event: What happens.
    ///   - prefix: How the keys begin.
    ///   - suffix: How the keys end.
    public func notify(
        _ function: Function, on event: BucketEvent = .objectCreated, prefix: String? = nil, suffix: String? = nil,
        version: TargetVersion = .live, filePath: StaticString = #filePath, line: UInt = #line
    ) {
        let notification = BucketNotification(
            bucket: self, event: event, prefix: prefix, suffix: suffix, function: function, version: version,
            location: SourceLocation(filePath, line))
        let isFirst = !notifications.contains { $0.permissionID == notification.permissionID }
        notifications.append(notification)
        guard isFirst else { return }
        function.stack.declare { [self] renderer in
            // The bucket's name is text: the bucket needs the permission before it exists.
            renderer.permit(
                notification.permissionID, service: "s3.amazonaws.com", source: arn, target: function.target(version),
                owner: function.logicalID, more: ["SourceAccount": .accountID], at: notification.location)
        }
    }
}
