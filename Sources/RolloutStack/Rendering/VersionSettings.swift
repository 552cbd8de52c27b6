/// The settings of a function that a published version holds, and their hash.
///
/// See [versions](https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html). A change of one of them publishes a version, a
/// change of anything else doesn't. The hash is frozen: it depends on the settings alone, not on this library's version.
struct VersionSettings {
    /// What a version holds. The code is told apart by its own hash.
    static let held: Set<String> = [
        "Architectures", "CapacityProviderConfig", "DeadLetterConfig", "Description", "DurableConfig", "Environment", "EphemeralStorage",
        "FileSystemConfigs", "Handler", "ImageConfig", "KmsKeyArn", "Layers", "LoggingConfig", "MemorySize", "PackageType", "Role",
        "Runtime",
        "SnapStart", "Timeout", "TracingConfig", "VpcConfig",
    ]
    /// What belongs to the function, whatever its version.
    static let others: Set<String> = [
        "Code", "CodeSigningConfigArn", "FunctionName", "FunctionScalingConfig", "PublishToLatestPublished", "RecursiveLoop",
        "ReservedConcurrentExecutions", "RuntimeManagementConfig", "Tags", "TenancyConfig",
    ]

    private let settings: TemplateObject
    /// Settings that are in neither set.
    let unknown: [String]

    init(_ properties: TemplateObject, known: [String: Bool]) {
        var settings = TemplateObject()
        var unknown: [String] = []
        for (property, value) in properties.elements {
            switch known[property] ?? (Self.held.contains(property) ? true : Self.others.contains(property) ? false : nil) {
            case true?: settings[property] = value
            case false?: break
            case nil: unknown.append(property)
            }
        }
        self.settings = settings
        self.unknown = unknown.sorted()
    }

    /// Sixteen digits.
    var hash: String { String(SHA256.hex(of: TemplateValue.object(settings).canonicalJSON).prefix(16)) }

    /// What a version says of itself: the hash, and the values that only AWS knows, since their change is one of the settings', too.
    var description: TemplateValue {
        var text = SubText()
        text.append("settings \(hash)")
        var room = 256 - 25
        for reference in references {
            // A value of unknown length: an address, a name, an id. CloudFormation allows 256 characters in all.
            guard room >= 100 else { break }
            room -= 100
            text.append(" ")
            text.append(reference)
        }
        return text.value
    }

    /// References to resources and parameters, but the role's, which stays the same as long as the function does.
    private var references: [TemplateValue] {
        var others = settings
        others["Role"] = nil
        return Set(References.all(in: .object(others)).filter { !$0.name.hasPrefix("AWS::") }).sorted().map(\.value)
    }
}
