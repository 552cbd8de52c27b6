internal import Foundation
internal import JSONValue

/// What else starts functions: event source mappings, which are kept and not polled, and the retries of asynchronous invocations.
extension LambdaService {
    /// [CreateEventSourceMapping](https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html).
    func createEventSourceMapping(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "CreateEventSourceMapping", identifier)
        let fields = LambdaInput(input)
        let arn = try fields.text("EventSourceArn", count: 1...2048, #"arn:aws[a-zA-Z0-9\-]*:[a-zA-Z0-9\-]+:.*"#)
        guard arn != nil || input["SelfManagedEventSource"]?.object != nil else {
            throw .invalidParameter("Unrecognized event source.")
        }
        let tags = try fields.map("Tags") ?? [:]
        try Self.checkTags(tags)
        let row = EventSourceRow(
            id: Random.uuid(), function: identifier.name, qualifier: identifier.qualifier,
            isEnabled: input["Enabled"] == nil ? true : try fields.flag("Enabled"), settings: try mappingSettings(fields), tags: tags,
            modified: now)
        return try exclusively { () throws(AWSError) in
            try checkMapped(identifier)
            let twins = eventSources.rows {
                arn != nil && $0.settings["EventSourceArn"]?.string == arn && $0.function == row.function && $0.qualifier == row.qualifier
            }
            if let twin = twins.first {
                throw .conflict(
                    "An event source mapping with event source arn (\" \(arn ?? "") \") and function (\" \(row.function) \") already exists. Please update or delete the existing mapping with UUID \(twin.id)"
                )
            }
            eventSources.modify(row.id) { $0 = row }
            return answer(row, state: row.isEnabled ? "Creating" : "Disabled")
        }
    }

    /// Checks that what a mapping is to call is there.
    private func checkMapped(_ identifier: FunctionIdentifier) throws(AWSError) {
        do { _ = try version(identifier) } catch { throw .invalidParameter("Function does not exist") }
    }

    /// [GetEventSourceMapping](https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html).
    func getEventSourceMapping(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let row = try eventSource(LambdaInput(input).text("UUID").required("uUID"))
        try authorize(call, "GetEventSourceMapping", FunctionIdentifier(name: row.function))
        return .object(row.json)
    }

    /// [UpdateEventSourceMapping](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html).
    func updateEventSourceMapping(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let fields = LambdaInput(input)
        let id = try fields.text("UUID").required("uUID")
        try authorize(call, "UpdateEventSourceMapping", FunctionIdentifier(name: eventSource(id).function))
        let settings = try mappingSettings(fields)
        return try exclusively { () throws(AWSError) in
            var row = try eventSource(id)
            if input["FunctionName"] != nil {
                let identifier = try FunctionIdentifier(input, takesQualifier: false)
                try checkMapped(identifier)
                (row.function, row.qualifier) = (identifier.name, identifier.qualifier)
            }
            if input["Enabled"] != nil { row.isEnabled = try fields.flag("Enabled") }
            for (name, value) in settings { row.settings[name] = value }
            row.modified = now
            let new = row
            eventSources.modify(id) { $0 = new }
            return answer(new, state: "Updating")
        }
    }

    /// [DeleteEventSourceMapping](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html).
    func deleteEventSourceMapping(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let row = try eventSource(LambdaInput(input).text("UUID").required("uUID"))
        try authorize(call, "DeleteEventSourceMapping", FunctionIdentifier(name: row.function))
        return try exclusively { () throws(AWSError) in
            // What an update has made of it meanwhile.
            let row = try eventSource(row.id)
            eventSources.modify(row.id) { $0 = nil }
            return answer(row, state: "Deleting")
        }
    }

    /// [ListEventSourceMappings](https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html).
    func listEventSourceMappings(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        try authorize(call, "ListEventSourceMappings")
        let arn = try LambdaInput(input).text("EventSourceArn")
        let function = input["FunctionName"] == nil ? nil : try FunctionIdentifier(input, takesQualifier: false)
        let all = eventSources.all.map(\.row).filter { row in
            (arn == nil || row.settings["EventSourceArn"]?.string == arn)
                && (function == nil || (row.function == function?.name && row.qualifier == function?.qualifier))
        }
        let (elements, next) = try page(all, input, largest: 100)
        var json: JSON.Object = ["EventSourceMappings": .array(elements.map { .object($0.json) })]
        json["NextMarker"] = next
        return .object(json)
    }

    func eventSource(_ id: String) throws(AWSError) -> EventSourceRow {
        guard let row = eventSources[id] else { throw .notFound("The resource you requested does not exist.") }
        return row
    }

    private func answer(_ row: EventSourceRow, state: JSON) -> JSON {
        var json = row.json
        json["State"] = state
        return .object(json)
    }

    private func mappingSettings(_ fields: LambdaInput) throws(AWSError) -> JSON.Object {
        _ = try fields.integer("BatchSize", 1...10_000)
        _ = try fields.integer("MaximumBatchingWindowInSeconds", 0...300)
        _ = try fields.integer("ParallelizationFactor", 1...10)
        _ = try fields.integer("MaximumRecordAgeInSeconds", -1...604_800)
        _ = try fields.integer("MaximumRetryAttempts", -1...10_000)
        _ = try fields.integer("TumblingWindowInSeconds", 0...900)
        _ = try fields.choice("StartingPosition", ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"])
        var settings = fields.json.object ?? [:]
        for name in ["UUID", "FunctionName", "Enabled", "Tags"] { settings[name] = nil }
        return settings
    }

    // MARK: Retries of asynchronous invocations

    /// [PutFunctionEventInvokeConfig](https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html), and
    /// [UpdateFunctionEventInvokeConfig](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html), which leaves
    /// what it isn't given.
    func putEventInvokeConfig(_ input: JSON, _ call: AWSCall, replaces: Bool) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, replaces ? "PutFunctionEventInvokeConfig" : "UpdateFunctionEventInvokeConfig", identifier)
        let fields = LambdaInput(input)
        let retries = try fields.integer("MaximumRetryAttempts", 0...2)
        let age = try fields.integer("MaximumEventAgeInSeconds", 60...21_600)
        let destinations = try fields.object("DestinationConfig")
        guard retries != nil || age != nil || destinations != nil else {
            throw .invalidParameter("You must specify at least one of error handling or destination setting.")
        }
        return try exclusively { () throws(AWSError) in
            do { _ = try version(identifier) } catch { throw .notFound("The function doesn't exist.") }
            try checkDestinations(destinations, of: identifier)
            return try change(identifier) { function throws(AWSError) in
                let key = identifier.qualifier ?? "$LATEST"
                let old = function.eventInvokeConfigs[key]
                guard old != nil || replaces else { throw noEventInvokeConfig(identifier) }
                let row = EventInvokeRow(
                    maximumRetryAttempts: retries ?? (replaces ? nil : old?.maximumRetryAttempts),
                    maximumEventAge: age ?? (replaces ? nil : old?.maximumEventAge),
                    destinations: destinations.map { .object($0) } ?? (replaces ? nil : old?.destinations), modified: now)
                function.eventInvokeConfigs[key] = row
                return json(row, identifier)
            }
        }
    }

    /// Checks that events may be sent on to where a configuration says.
    private func checkDestinations(_ config: JSON.Object?, of identifier: FunctionIdentifier) throws(AWSError) {
        for name in ["OnSuccess", "OnFailure"] {
            let destination = LambdaInput(.object(try LambdaInput(.object(config ?? [:])).object(name) ?? [:]))
            guard let arn = try destination.text("Destination", count: 0...350), !arn.isEmpty else { continue }
            let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count >= 6, parts[0] == "arn", parts[2].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            else {
                throw .invalid(
                    "destinationConfig.\(name.prefix(1).lowercased() + name.dropFirst()).destination", arn, "be the ARN of a destination")
            }
            guard parts[2] == "lambda" else {
                guard ["events", "s3", "sns", "sqs"].contains(parts[2]) else {
                    throw .invalidParameter("The provided destination config \(JSON.object(config ?? [:])) is invalid.")
                }
                continue
            }
            let target = try FunctionIdentifier(arn)
            guard functions[target.name] != nil else { throw .invalidParameter("The destination ARN \(arn) is invalid.") }
            guard target.name != identifier.name else {
                throw .invalidParameter("You can't specify the function as a destination for itself.")
            }
        }
    }

    /// [GetFunctionEventInvokeConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html).
    func getEventInvokeConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "GetFunctionEventInvokeConfig", identifier)
        guard let row = functions[identifier.name]?.eventInvokeConfigs[identifier.qualifier ?? "$LATEST"] else {
            throw noEventInvokeConfig(identifier)
        }
        return json(row, identifier)
    }

    /// [DeleteFunctionEventInvokeConfig](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html).
    func deleteEventInvokeConfig(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "DeleteFunctionEventInvokeConfig", identifier)
        try functions.modify(identifier.name) { function throws(AWSError) in
            guard function?.eventInvokeConfigs.removeValue(forKey: identifier.qualifier ?? "$LATEST") != nil else {
                throw noEventInvokeConfig(identifier)
            }
        }
        return [:]
    }

    /// [ListFunctionEventInvokeConfigs](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html).
    func listEventInvokeConfigs(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input, takesQualifier: false)
        try authorize(call, "ListFunctionEventInvokeConfigs", identifier)
        guard let function = functions[identifier.name] else { throw .notFound("The function doesn't exist.") }
        let all = function.eventInvokeConfigs.sorted { $0.key < $1.key }
        let (elements, next) = try page(all, input)
        let configs = elements.map { self.json($0.value, FunctionIdentifier(name: identifier.name, qualifier: $0.key)) }
        var json: JSON.Object = ["FunctionEventInvokeConfigs": .array(configs)]
        json["NextMarker"] = next
        return .object(json)
    }

    private func noEventInvokeConfig(_ identifier: FunctionIdentifier) -> AWSError {
        let arn = FunctionIdentifier.arn(identifier.name, identifier.qualifier ?? "$LATEST")
        return .notFound("The function \(arn) doesn't have an EventInvokeConfig")
    }

    private func json(_ row: EventInvokeRow, _ identifier: FunctionIdentifier) -> JSON {
        var json: JSON.Object = [
            "LastModified": .number(row.modified),
            "FunctionArn": .string(FunctionIdentifier.arn(identifier.name, identifier.qualifier ?? "$LATEST")),
            "DestinationConfig": row.destinations ?? ["OnSuccess": [:], "OnFailure": [:]],
        ]
        json["MaximumRetryAttempts"] = row.maximumRetryAttempts.map { .integer($0) }
        json["MaximumEventAgeInSeconds"] = row.maximumEventAge.map { .integer($0) }
        return .object(json)
    }
}
