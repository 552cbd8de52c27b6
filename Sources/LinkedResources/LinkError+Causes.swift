import JSONValue
import Surroundings

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension LinkError {
    /// What a message about a missing link tells besides its name.
    struct Context: Sendable {
        /// The value of `AWS_LAMBDA_FUNCTION_NAME`.
        var function: String?
        /// Whether `rollout invoke` has started the function.
        var isInvokedLocally: Bool
        /// Whether `SST_KEY` is set.
        var hasKey: Bool
        /// Whether `SST_KEY_FILE` is set.
        var hasKeyFile: Bool
    }

    static let keyCure = "SST sets it to base64 of 32 bytes when it deploys the function; don't set it by hand."

    init(notLinked name: String, linked: [String], _ context: Context) {
        let isActive = linked.contains("App")
        // Nobody means the application when another link is missing.
        let others = linked.filter { $0 != "App" }
        let nearest = Spelling.nearest(to: name, in: others)
        let function = context.function.map { " to \($0)" } ?? ""
        var sentences: [String] = []
        switch (isActive, context.isInvokedLocally) {
        case (_, true):
            sentences.append("\"\(name)\" is not linked\(function).")
            if nearest == nil {
                sentences.append(
                    "Link it with `--function \(name)=PRODUCT[:VERSION]`, or set `--env SST_RESOURCE_\(name)=JSON`, where rollout starts it."
                )
            }
        case (true, _):
            sentences.append("\"\(name)\" is not linked in your sst.config.ts\(function).")
            if nearest == nil { sentences.append("Add it to \"link\" in the function's config.") }
        case (false, _):
            sentences.append("\"\(name)\" is not linked\(function).")
            if nearest == nil {
                sentences.append("\(Self.variable(name)).")
                sentences.append(
                    "With SST, add it to \"link\" in the function's config, and start a local process with `sst dev -- <command>`.")
            }
        }
        if let nearest { sentences.append("Did you mean \"\(nearest)\"?") }
        if !others.isEmpty { sentences.append("Linked: \(Spelling.list(others)).") }
        if context.hasKey != context.hasKeyFile {
            let (present, absent) = context.hasKey ? ("SST_KEY", "SST_KEY_FILE") : ("SST_KEY_FILE", "SST_KEY")
            sentences.append("\(present) is set, but \(absent) is not: the encrypted links were not read.")
        }
        self.init(kind: isActive ? .notLinked : .notActive, subject: name, description: sentences.joined(separator: " "))
    }

    init(noProperty name: String, of link: JSON.Object, at path: String) {
        var sentences = ["The link \(path) has no property \"\(name)\"."]
        if let cause = Self.missingURL(name, of: link, at: path) {
            sentences.append(cause)
        } else if let nearest = Spelling.nearest(to: name, in: link.names) {
            sentences.append("Did you mean \"\(nearest)\"?")
        }
        sentences.append(link.isEmpty ? "It has none." : "It has: \(Spelling.list(link.names)).")
        self.init(kind: .noSuchProperty, subject: "\(path).\(name)", description: sentences.joined(separator: " "))
    }

    init(wrongType subject: String, expected: String, found: String) {
        self.init(
            kind: .wrongType, subject: subject,
            description: "The link's value \(subject) is not as asked for: expected \(expected), found \(found).")
    }

    init(unreadable file: String, _ failure: BoundedFile.Failure) {
        let cause =
            switch failure {
            case .tooLarge: "is larger than \(EncryptedLinks.maximumSize) bytes, the most that SST_KEY_FILE may have"
            case .notRegular: "is not a regular file"
            case .unreadable(ENOENT), .unreadable(ENOTDIR):
                """
                (from SST_KEY_FILE) cannot be read: there is no such file. Its path is relative to the working directory, which is \
                /var/task in Lambda
                """
            case .unreadable: "(from SST_KEY_FILE) cannot be read: \(failure.reason)"
            }
        self.init(.invalidFile, file, cause)
    }

    /// Why a link has no URL of this name, and how it gets one; `nil` for other properties, and for links that are no functions.
    ///
    /// Where `latestUrl` is missing, `url` must not stand in for it: before the traffic is shifted it reaches the old version, and a test of
    /// that says nothing of the new one.
    private static func missingURL(_ name: String, of link: JSON.Object, at path: String) -> String? {
        let isTopmost = !path.contains { $0 == "." }
        switch (name, link["type"]?.string) {
        case ("url", "sst.aws.Function"): return "Function URL is not enabled. Set \"url\" in the function's config."
        case ("latestUrl", "sst.aws.Function") where link["latestQualifier"] != nil:
            return "Latest function URL is not enabled. Set \"latestUrl\" in the rollout config."
        case ("latestUrl", "sst.aws.Function"):
            return """
                It is there when the function has a rollout: set "rollout" with "latestUrl" in the function's config. Before the traffic \
                is shifted "url" reaches the old version.
                """
        case ("latestUrl", nil) where isTopmost:
            return """
                It is a URL that reaches the version to test, such as that of an alias which points to it. \(variable(path)). Before the \
                traffic is shifted "url" reaches the old version.
                """
        default: return nil
        }
    }

    /// What to set for a link; only letters, digits and underscores can stand in the name of a function's variable.
    private static func variable(_ name: String) -> String {
        let isName = name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) || $0 == 0x5f }
        let example = #"{"latestUrl":"https://…"}"#
        return isName
            ? "Set SST_RESOURCE_\(name) to the link as JSON, such as \(example)"
            : "Set SST_RESOURCES_JSON to links by name as JSON, such as {\"\(name)\":\(example)}"
    }
}
