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

        /// - Throws: ``Fault`` with `INVALID_REVISION`.
        init(parsing text: String) throws(Fault) {
            func fault(_ reason: String) -> Fault { Fault(.invalidRevision, "The AppSpec file is not valid: \(reason)") }
            let document: JSON
            if let json = try? JSON(parsing: text, limits: .init(depth: 32)) {
                document = json
            } else {
                do throws(AppSpecError) { document = try YAMLReader.read(text) } catch {
                    throw fault(error.line.map { "line \($0), column \(error.column ?? 1): \(error.reason)" } ?? error.reason)
                }
            }
            guard let spec = document.object else { throw fault("it is no map with version, Resources and Hooks.") }
            let format = spec.member("version")
            guard format?.double == 0 || format?.string == "0.0" else { throw fault("its version is not 0.0.") }

            let resources = try Self.entries(spec.member("Resources"), "Resources")
            guard resources.count == 1, let resource = resources.first else {
                throw fault("it names \(resources.count) resources; a deployment moves the alias of one function.")
            }
            guard resource.value.object?.member("Type")?.string == "AWS::Lambda::Function" else {
                throw fault("the Type of \(resource.key) is not AWS::Lambda::Function.")
            }
            let properties = resource.value.object?.member("Properties")?.object ?? [:]
            func property(_ name: String) throws(Fault) -> String {
                switch properties.member(name) {
                case .string(let text) where !text.isEmpty: return text
                case .integer(let number): return String(number)  // a version that is written without quotes
                case nil, .null, .string: throw fault("\(resource.key) has no \(name).")
                case .some(let value): throw fault("the \(name) of \(resource.key) is \(value.description.prefix(50)), which is no text.")
                }
            }
            func version(_ name: String) throws(Fault) -> String {
                let text = try property(name)
                guard text.wholeMatch(of: /[1-9][0-9]{0,18}/) != nil else {
                    throw fault(
                        "the \(name) of \(resource.key) is \(text.prefix(50)), not the number of a published version; $LATEST is none.")
                }
                return text
            }
            function = Self.functionName(try property("Name"))
            alias = try property("Alias")
            currentVersion = try version("CurrentVersion")
            targetVersion = try version("TargetVersion")

            var hooks: [String: String] = [:]
            for (name, value) in try Self.entries(spec.member("Hooks") ?? [], "Hooks") {
                guard name == "BeforeAllowTraffic" || name == "AfterAllowTraffic" else {
                    throw fault("\(name) is no lifecycle event with a hook; there are BeforeAllowTraffic and AfterAllowTraffic.")
                }
                guard let function = value.string, !function.isEmpty else { throw fault("the hook \(name) names no function.") }
                guard hooks.updateValue(function, forKey: name) == nil else { throw fault("there are two hooks \(name).") }
            }
            self.hooks = hooks
        }

        /// The name within a function's ARN, whole or in part; a name is its own.
        static func functionName(_ text: String) -> String {
            let parts = text.split(separator: ":")
            guard let mark = parts.firstIndex(of: "function"), mark + 1 < parts.count else { return text }
            return String(parts[mark + 1])
        }

        /// The members of a map, or of the maps in a list.
        private static func entries(_ value: JSON?, _ name: String) throws(Fault) -> [JSON.Object.Element] {
            switch value {
            case .object(let object): return Array(object)
            case .array(let elements):
                var entries: [JSON.Object.Element] = []
                for element in elements {
                    guard let object = element.object else {
                        throw Fault(.invalidRevision, "The AppSpec file is not valid: \(name) is no list of maps.")
                    }
                    entries += Array(object)
                }
                return entries
            default: throw Fault(.invalidRevision, "The AppSpec file is not valid: it has no \(name).")
            }
        }
    }
}

extension JSON.Object {
    /// AppSpecs are written with `Resources` and with `resources`.
    fileprivate func member(_ name: String) -> JSON? { first { $0.key.lowercased() == name.lowercased() }?.value }
}
