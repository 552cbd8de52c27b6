internal import JSONValue
internal import LambdaRollout

extension CodeDeploy {
    /// An [AppSpec](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html) for a Lambda function, in JSON or YAML.
    struct AppSpec {
        /// The function's name, without what surrounds it in an ARN.
        let function: String
        let alias: String
        let currentVersion: String
        let targetVersion: String
        /// The functions of the hooks, by event.
        let hooks: [String: String]

        /// Null counts as absent, except for a hook: AWS refuses one that names no function.
        ///
        /// - Throws: ``Fault`` with `INVALID_REVISION` for a text that can't be read, `INVALID_LAMBDA_CONFIGURATION` for what it says.
        init(parsing text: String) throws(Fault) {
            let document = try Self.document(text)
            guard let spec = document.object else { throw .configuration("It is no map with version, Resources and Hooks.") }
            let format = spec.member("version")
            guard format?.double == 0 || format?.string == "0.0" else { throw .configuration("Its version is not 0.0.") }

            let resources = try Self.entries(spec.member("Resources"), "Resources")
            guard resources.count == 1, let resource = resources.first else {
                throw .configuration("It names \(resources.count) resources; a deployment moves the alias of one function.")
            }
            guard resource.value.object?.member("Type")?.string == "AWS::Lambda::Function" else {
                throw .configuration("The Type of \(resource.key) is not AWS::Lambda::Function.")
            }
            let properties = resource.value.object?.member("Properties")?.object ?? [:]
            func property(_ name: String) throws(Fault) -> String {
                switch properties.member(name) {
                case .string(let text) where !text.isEmpty: return text
                case .integer(let number): return String(number)  // a version that is written without quotes
                case nil, .null, .string: throw .configuration("\(resource.key) has no \(name).")
                case .some(let value):
                    throw .configuration("The \(name) of \(resource.key) is \(value.description.prefix(50)), which is no text.")
                }
            }
            func version(_ name: String) throws(Fault) -> String {
                let text = try property(name)
                guard text.wholeMatch(of: /[1-9][0-9]{0,18}/) != nil else {
                    throw .configuration(
                        "The \(name) of \(resource.key) is \(text.prefix(50)), not the number of a published version; $LATEST is none.")
                }
                return text
            }
            function = try Self.functionName(try property("Name"), of: resource.key)
            alias = try property("Alias")
            currentVersion = try version("CurrentVersion")
            targetVersion = try version("TargetVersion")

            var hooks: [String: String] = [:]
            for (name, value) in try Self.entries(spec.member("Hooks"), "Hooks") {
                guard name == "BeforeAllowTraffic" || name == "AfterAllowTraffic" else {
                    throw .configuration(
                        "\(name.prefix(100)) is no lifecycle event with a hook; there are BeforeAllowTraffic and AfterAllowTraffic.")
                }
                guard let function = value.string, !function.isEmpty else {
                    throw .configuration(
                        "The Lambda function name cannot be null or empty: the hook \(name) names no function. Leave the hook out.")
                }
                guard hooks.updateValue(function, forKey: name) == nil else { throw .configuration("There are two hooks \(name).") }
            }
            self.hooks = hooks
        }

        private static func document(_ text: String) throws(Fault) -> JSON {
            if let json = try? JSON(parsing: text, limits: .init(depth: 32)) { return json }
            do throws(AppSpecError) {
                return try YAMLReader.read(text)
            } catch {
                let place = error.line.map { "line \($0), column \(error.column ?? 1): " } ?? ""
                throw Fault(
                    .invalidRevision,
                    "The deployment failed because the AppSpec file that specifies the deployment configuration is missing or has an invalid configuration. The input AppSpec file is not well-formed: \(place)\(error.reason)"
                )
            }
        }

        /// The bare name of a function of this account, be it named by its ARN or a part of it.
        private static func functionName(_ text: String, of resource: String) throws(Fault) -> String {
            do throws(AWSError) {
                return try FunctionIdentifier(text).name
            } catch {
                throw .configuration(
                    "The Name of \(resource) is not that of a Lambda function in account \(Cloud.account), the one of the deployment: \(error.message)"
                )
            }
        }

        /// The members of a map, or of the maps in a list; none where there is nothing.
        private static func entries(_ value: JSON?, _ name: String) throws(Fault) -> [JSON.Object.Element] {
            switch value {
            case nil, .null: return []
            case .object(let object): return Array(object)
            case .array(let elements):
                var entries: [JSON.Object.Element] = []
                for element in elements where !element.isNull {
                    guard let object = element.object else { throw .configuration("\(name) is no list of maps.") }
                    entries += Array(object)
                }
                return entries
            default: throw .configuration("\(name) is no list of maps.")
            }
        }
    }
}

extension JSON.Object {
    /// AppSpecs are written with `Resources` and with `resources`.
    fileprivate func member(_ name: String) -> JSON? { first { $0.key.lowercased() == name.lowercased() }?.value }
}
