internal import JSONValue

/// The settings of a function that CreateFunction and UpdateFunctionConfiguration take, checked.
struct VersionSettings {
    private var runtime: String?
    private(set) var role: String?
    private var handler: String?
    private var description: String?
    private var timeout: Int?
    private var memory: Int?
    private var environment: [String: String]?
    private var kept: JSON.Object = [:]

    /// - Throws: `InvalidParameterValueException`.
    init(_ input: LambdaInput, isNew: Bool) throws(AWSError) {
        runtime = try input.text("Runtime")
        role = try input.text("Role", count: 1...2048, #"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#)
        handler = try input.text("Handler", count: 0...128, #"\S*"#)
        if isNew {
            _ = try role.required("role")
            guard runtime != nil else { throw .invalidParameter("Runtime is mandatory for functions created with deployment packages.") }
            guard handler != nil else { throw .invalidParameter("Handler is mandatory for functions created with deployment packages.") }
        }
        if let runtime { try Self.checkRuntime(runtime) }
        description = try input.text("Description", count: 0...256)
        timeout = try input.integer("Timeout", 1...900)
        memory = try input.integer("MemorySize", 128...10_240)
        if let given = try input.object("Environment") {
            environment = try LambdaInput(.object(given)).map("Variables") ?? [:]
            try Self.checkEnvironment(environment ?? [:])
        }
        for name in VersionRow.keptSettings where input.json[name] != nil { kept[name] = try Self.setting(name, input) }
    }

    /// Puts what was given in the place of what was there.
    func apply(to version: inout VersionRow) {
        if let runtime { version.runtime = runtime }
        if let role { version.role = role }
        if let handler { version.handler = handler }
        if let description { version.description = description }
        if let timeout { version.timeout = timeout }
        if let memory { version.memory = memory }
        if let environment { version.environment = environment }
        for (name, value) in kept { version.settings[name] = value.isNull ? nil : value }
    }

    private static func checkRuntime(_ runtime: String) throws(AWSError) {
        guard runtime != "provided" else {
            throw .invalidParameter(
                "The runtime parameter of \(runtime) is no longer supported for creating or updating AWS Lambda functions. "
                    + "We recommend you use a supported runtime while creating or updating functions.")
        }
        guard ["provided.al2023", "provided.al2"].contains(runtime) else {
            throw .invalidParameter(
                "Value \(runtime.prefix(300)) at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
                    + "[provided.al2023, provided.al2] (the local cloud runs functions that bring their own runtime)")
        }
    }

    private static func checkEnvironment(_ variables: [String: String]) throws(AWSError) {
        let refusal = "Lambda was unable to configure your environment variables because the environment variables you have provided"
        let taken = variables.keys.filter(reservedVariables.contains).sorted()
        guard taken.isEmpty else {
            throw .invalidParameter(
                "\(refusal) contains reserved keys that are currently not supported for modification. Reserved keys used in this request: "
                    + taken.joined(separator: ", "))
        }
        for (name, value) in variables {
            guard name.wholeMatch(of: /[a-zA-Z][a-zA-Z0-9_]+/) != nil else {
                throw .invalid("environment.variables", name, "satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+")
            }
            // No process could be started with it.
            guard !value.utf8.contains(0) else { throw .invalidParameter("\(refusal) has a NUL in the value of \(name).") }
        }
        // As JSON. AWS says here what all the values are; they may be secrets.
        let size = LambdaService.json(variables).serialized().count
        guard size <= 4096 else { throw .invalidParameter("\(refusal) exceeded the 4KB limit. String measured: \(size) bytes") }
    }

    private static let reservedVariables: Set = [
        "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY",
        "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "_HANDLER",
    ]

    /// A setting that is only kept and told; `null` where it says what goes without saying.
    private static func setting(_ name: String, _ input: LambdaInput) throws(AWSError) -> JSON {
        switch name {
        case "KMSKeyArn":
            let arn = try input.text(name, #"(arn:aws[a-zA-Z\-]*:[a-z0-9\-.]+:.*)|()"#) ?? ""
            return arn.isEmpty ? .null : .string(arn)
        case "EphemeralStorage":
            let fields = LambdaInput(.object(try input.object(name) ?? [:]))
            let size = try fields.integer("Size", 512...10_240).required("ephemeralStorage.size")
            return size == 512 ? .null : ["Size": .integer(size)]
        case "TracingConfig":
            let fields = LambdaInput(.object(try input.object(name) ?? [:]))
            return try fields.choice("Mode", ["Active", "PassThrough"]) == "Active" ? ["Mode": "Active"] : .null
        case "SnapStart":
            let fields = LambdaInput(.object(try input.object(name) ?? [:]))
            guard try fields.choice("ApplyOn", ["PublishedVersions", "None"]) != "PublishedVersions" else {
                throw .invalidParameter("provided.al2023 is not supported for SnapStart enabled functions.")
            }
            return .null
        case "LoggingConfig":
            let fields = LambdaInput(.object(try input.object(name) ?? [:]))
            var logging = JSON.Object()
            if let format = try fields.choice("LogFormat", ["JSON", "Text"]) { logging["LogFormat"] = .string(format) }
            let isJSON = logging["LogFormat"] == "JSON"
            for (level, levels) in [
                ("ApplicationLogLevel", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
                ("SystemLogLevel", ["DEBUG", "INFO", "WARN"]),
            ] {
                guard let value = try fields.choice(level, levels) else { continue }
                guard isJSON else { throw .invalidParameter("\(level) needs LogFormat JSON.") }
                logging[level] = .string(value)
            }
            if let group = try fields.text("LogGroup", count: 1...512, #"[.\-_/#A-Za-z0-9]+"#) { logging["LogGroup"] = .string(group) }
            return logging.isEmpty ? .null : .object(logging)
        case "VpcConfig":
            let vpc = try input.object(name) ?? [:]
            let subnets = try LambdaInput(.object(vpc)).texts("SubnetIds") ?? []
            return subnets.isEmpty ? .null : .object(vpc)
        default:
            let object = try input.object(name) ?? [:]
            return object.isEmpty || object["TargetArn"] == "" ? .null : .object(object)
        }
    }
}
