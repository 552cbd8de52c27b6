internal import Foundation
internal import JSONValue
internal import SigV4
internal import Synchronization

/// [Lambda](https://docs.aws.amazon.com/lambda/latest/api/welcome.html), running the user's own processes.
final class LambdaService: FunctionInvoker {
    let context: CloudContext
    let functions: Table<FunctionRow>
    /// Published versions by `function:number`.
    let versions: Table<VersionRow>
    /// By `function:name`.
    let aliases: Table<AliasRow>
    /// By the function's name or `function:alias`.
    let urls: Table<URLRow>
    let eventSources: Table<EventSourceRow>
    /// Events that wait for an asynchronous invocation.
    let events: Table<EventRow>
    /// The last version number of each function that there ever was: numbers are not used again.
    let numbers: Table<Int>
    let code: CodeStore
    let fleet: InstanceFleet
    let concurrency = Concurrency()
    let urlServers: URLServers
    let refusals = Reminders(interval: .seconds(60))

    /// Held while several rows are changed that belong together.
    let control = Mutex(())

    /// - Parameters:
    ///   - endpoint: The cloud's AWS API, for the functions' `AWS_ENDPOINT_URL`.
    ///   - limits: How many processes there may be.
    /// - Throws: When what was kept by an earlier run can't be read.
    init(
        _ context: CloudContext, limits: InstanceFleet.Limits = InstanceFleet.Limits(),
        endpoint: @escaping @Sendable () -> String? = { nil }
    ) throws(Storage.Failure) {
        self.context = context
        functions = try Table("lambda-functions", context.storage, context.clock)
        versions = try Table("lambda-versions", context.storage, context.clock)
        aliases = try Table("lambda-aliases", context.storage, context.clock)
        urls = try Table("lambda-urls", context.storage, context.clock)
        eventSources = try Table("lambda-event-sources", context.storage, context.clock)
        events = try Table("lambda-events", context.storage, context.clock)
        numbers = try Table("lambda-version-numbers", context.storage, context.clock)
        code = try CodeStore(context.storage)
        let credentials = RoleCredentials(context.credentials)
        let instances = context.storage.folder.appending(path: "lambda-instances")
        // What instances left that were killed together with an earlier run.
        try? FileManager.default.removeItem(at: instances)
        fleet = InstanceFleet(
            FunctionHost(
                clock: ContinuousClock(), date: { [clock = context.clock] in clock.date }, processes: context.tasks, log: context.log,
                logLimit: .max, folder: instances, endpoint: endpoint,
                credentials: credentials.credentials), limits)
        urlServers = URLServers(context.tasks)
    }

    /// Takes up what an earlier run left: URLs, and events that wait. To be called once, before the first call.
    func start() async {
        for row in functions.all.map(\.row.latest) + versions.all.map(\.row)
        where !FileManager.default.fileExists(atPath: code.files(row.code)) {
            context.log(
                "The code of \(row.function):\(row.version) is gone from \(code.files(row.code)), so it can't run: update the function's code.",
                from: ServiceName.lambda)
        }
        for (key, row) in urls.all { await open(row, key) }
        for (key, _) in events.all { startDelivery(key) }
        _ = context.tasks.start { [fleet] in
            // In real time, as processes run. Ends with the cloud.
            while (try? await Task.sleep(for: .seconds(5))) != nil { fleet.endIdle() }
        }
    }

    func call(_ operation: String, _ input: JSON, _ call: AWSCall) async throws(AWSError) -> JSON {
        switch operation {
        case "CreateFunction": try await createFunction(input, call)
        case "GetFunction": try getFunction(input, call)
        case "GetFunctionConfiguration": try getFunctionConfiguration(input, call)
        case "UpdateFunctionCode": try await updateFunctionCode(input, call)
        case "UpdateFunctionConfiguration": try updateFunctionConfiguration(input, call)
        case "DeleteFunction": try deleteFunction(input, call)
        case "ListFunctions": try listFunctions(input, call)
        case "PublishVersion": try publishVersion(input, call)
        case "ListVersionsByFunction": try listVersionsByFunction(input, call)
        case "CreateAlias": try createAlias(input, call)
        case "GetAlias": try getAlias(input, call)
        case "UpdateAlias": try updateAlias(input, call)
        case "DeleteAlias": try deleteAlias(input, call)
        case "ListAliases": try listAliases(input, call)
        case "Invoke": try await invoke(input, call)
        case "InvokeAsync": try await invokeAsync(input, call)
        case "AddPermission": try addPermission(input, call)
        case "RemovePermission": try removePermission(input, call)
        case "GetPolicy": try getPolicy(input, call)
        case "PutFunctionConcurrency": try putFunctionConcurrency(input, call)
        case "GetFunctionConcurrency": try getFunctionConcurrency(input, call)
        case "DeleteFunctionConcurrency": try deleteFunctionConcurrency(input, call)
        case "CreateFunctionUrlConfig": try await createFunctionURLConfig(input, call)
        case "GetFunctionUrlConfig": try getFunctionURLConfig(input, call)
        case "UpdateFunctionUrlConfig": try updateFunctionURLConfig(input, call)
        case "DeleteFunctionUrlConfig": try deleteFunctionURLConfig(input, call)
        case "ListFunctionUrlConfigs": try listFunctionURLConfigs(input, call)
        case "TagResource": try tagResource(input, call)
        case "UntagResource": try untagResource(input, call)
        case "ListTags": try listTags(input, call)
        case "PutFunctionEventInvokeConfig": try putEventInvokeConfig(input, call, replaces: true)
        case "UpdateFunctionEventInvokeConfig": try putEventInvokeConfig(input, call, replaces: false)
        case "GetFunctionEventInvokeConfig": try getEventInvokeConfig(input, call)
        case "DeleteFunctionEventInvokeConfig": try deleteEventInvokeConfig(input, call)
        case "ListFunctionEventInvokeConfigs": try listEventInvokeConfigs(input, call)
        case "CreateEventSourceMapping": try createEventSourceMapping(input, call)
        case "GetEventSourceMapping": try getEventSourceMapping(input, call)
        case "UpdateEventSourceMapping": try updateEventSourceMapping(input, call)
        case "DeleteEventSourceMapping": try deleteEventSourceMapping(input, call)
        case "ListEventSourceMappings": try listEventSourceMappings(input, call)
        case "GetAccountSettings": try getAccountSettings(call)
        case "GetFunctionCodeSigningConfig": try getFunctionCodeSigningConfig(input, call)
        case "GetRuntimeManagementConfig": try getRuntimeManagementConfig(input, call)
        case "GetFunctionRecursionConfig": try getFunctionRecursionConfig(input, call)
        case "PutFunctionRecursionConfig": try putFunctionRecursionConfig(input, call)
        case "GetProvisionedConcurrencyConfig": try getProvisionedConcurrencyConfig(input, call)
        case "ListProvisionedConcurrencyConfigs": try listProvisionedConcurrencyConfigs(input, call)
        default: throw AWSError("UnknownOperationException", "The local Lambda does not know \(operation.prefix(100)).")
        }
    }

    // MARK: What the operations share

    /// The time in the cloud: seconds since 1970.
    var now: Double { context.clock.date.timeIntervalSince1970 }

    static func newRevision() -> String { Random.uuid() }

    /// Checks that the caller may do this to a function.
    func authorize(_ call: AWSCall, _ action: String, _ function: FunctionIdentifier? = nil) throws(AWSError) {
        try context.authorize(call, "lambda:" + action, on: function?.arn ?? "*")
    }

    /// The function of this name.
    func function(_ identifier: FunctionIdentifier) throws(AWSError) -> FunctionRow {
        guard let row = functions[identifier.name] else { throw .notFound("Function not found: \(identifier.arn)") }
        return row
    }

    /// A version by its number, `$LATEST`, or the alias that points to it (the version that has what the other leaves).
    func version(_ identifier: FunctionIdentifier) throws(AWSError) -> VersionRow {
        let function = try function(identifier)
        guard let qualifier = identifier.qualifier, qualifier != "$LATEST" else { return function.latest }
        let number = aliases["\(identifier.name):\(qualifier)"]?.version ?? qualifier
        if number == "$LATEST" { return function.latest }
        guard let version = versions["\(identifier.name):\(number)"] else { throw .notFound("Function not found: \(identifier.arn)") }
        return version
    }

    /// The published versions of a function, from the oldest on.
    func publishedVersions(_ name: String) -> [VersionRow] {
        Self.inOrder(versions.rows { $0.function == name })
    }

    /// Published versions of one function, from the oldest on.
    static func inOrder(_ versions: [VersionRow]) -> [VersionRow] {
        versions.map { (Int($0.version) ?? 0, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Changes the row of a function that is there.
    func change<Result>(
        _ identifier: FunctionIdentifier, _ change: (inout FunctionRow) throws(AWSError) -> Result
    ) throws(AWSError) -> Result {
        try functions.modify(identifier.name) { row throws(AWSError) in
            guard var function = row else { throw .notFound("Function not found: \(identifier.arn)") }
            let result = try change(&function)
            row = function
            return result
        }
    }

    /// Does several changes as one.
    func exclusively<Result>(_ body: () throws(AWSError) -> Result) throws(AWSError) -> Result {
        try control.withLock { _ throws(AWSError) in try body() }
    }

    /// One page of a list, and the marker of the next.
    ///
    /// - Parameters:
    ///   - largest: How many elements a page has at most, and when the input doesn't say.
    ///   - list: What tells the list from others.
    func page<Element>(
        _ all: [Element], _ input: JSON, largest: Int = 50, list: String = #function
    ) throws(AWSError) -> (elements: ArraySlice<Element>, next: JSON?) {
        let size = min(try LambdaInput(input).integer("MaxItems", 1...10_000) ?? largest, largest)
        guard let page = Page(of: all, list, after: try LambdaInput(input).text("Marker"), size: size) else {
            throw .invalidParameter("The marker is not one that was given out.")
        }
        return (page.elements, page.next)
    }
}

/// Credentials of roles for the functions that have them: one pair for each function and role.
private final class RoleCredentials: Sendable {
    private let store: CredentialStore
    private let issued = Mutex<[AWSCall.Caller: Credentials]>([:])

    init(_ store: CredentialStore) { self.store = store }

    func credentials(_ function: FunctionConfiguration) -> Credentials {
        let caller = function.role.map { AWSCall.Caller.role(arn: $0, session: function.name) } ?? .account
        return issued.withLock { issued in
            if let credentials = issued[caller] { return credentials }
            let credentials = store.issue(forFunction: caller)
            issued[caller] = credentials
            return credentials
        }
    }
}
