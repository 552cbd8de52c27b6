/// A function's variables: its own, and its links as `LinkedResources` reads them.
struct FunctionEnvironment {
    /// Lambda's limit for all variables together, in bytes.
    static let limit = 4096

    private(set) var variables: TemplateObject
    /// Links that go into the encrypted file, since there is no room for them.
    private(set) var fileLinks: TemplateObject?
    let links: [Link]

    init(_ function: Function, report: (String) -> Void) {
        variables = function.settings.environment.sorted
        links = function.settings.links.map(\.link).sorted { $0.name < $1.name }
        for name in variables.keys { Self.check(name, of: function, report) }
        guard !links.isEmpty else {
            if Self.size(of: variables) > Self.limit { report(Self.tooLarge(variables, function)) }
            return
        }
        var byName: [String: Link] = [:]
        for link in links {
            if let other = byName[link.name], other.values != link.values {
                report("\"\(function.name)\" is linked to two things that are named \"\(link.name)\"")
            }
            byName[link.name] = link
        }
        byName["App"] = byName["App"] ?? Self.app(function.stack)
        let own = variables
        variables = Self.variables(own, byName)
        guard Self.size(of: variables) > Self.limit else { return }
        spill(byName, own: own, function, report)
    }

    /// SST's link to the app itself.
    private static func app(_ stack: Stack) -> Link {
        var link = Link("App", type: "", values: ["name": .string(stack.name), "stage": .string(stack.stage)])
        link.values["type"] = nil
        return link
    }

    /// One variable a link, and one for those whose names can't be a variable's.
    private static func variables(_ own: TemplateObject, _ links: [String: Link]) -> TemplateObject {
        var variables = own
        var others = TemplateObject()
        for (name, link) in links.sorted(by: { $0.key < $1.key }) {
            if isVariable(name) {
                variables["SST_RESOURCE_\(name)"] = json(of: .object(link.values.sorted))
            } else {
                others[name] = .object(link.values.sorted)
            }
        }
        if !others.isEmpty { variables["SST_RESOURCES_JSON"] = json(of: .object(others)) }
        return variables
    }

    /// Takes links whose values are known before anything is deployed out of the environment.
    private mutating func spill(_ links: [String: Link], own: TemplateObject, _ function: Function, _ report: (String) -> Void) {
        let isKnown = { (link: Link) in References.all(in: .object(link.values)).allSatisfy { $0.name.hasPrefix("AWS::") } }
        let known = links.filter { isKnown($0.value) }
        variables = Self.variables(own, links.filter { !isKnown($0.value) })
        variables["SST_KEY"] = .ref(LinkFile.keyParameter)
        variables["SST_KEY_FILE"] = .string(LinkFile.path)
        var file = TemplateObject()
        for (name, link) in known.sorted(by: { $0.key < $1.key }) { file[name] = .object(link.values.sorted) }
        fileLinks = file
        if case .s3 = function.settings.code.kind {
            report(
                "the links of \"\(function.name)\" have no room in its environment, and its code is in S3 already, so that no link file can be put into it. Link it to less, or give its code as a product, zip or folder"
            )
        }
        if Self.size(of: variables) > Self.limit { report(Self.tooLarge(variables, function)) }
    }

    private static func tooLarge(_ variables: TemplateObject, _ function: Function) -> String {
        let largest = variables.elements.map { (name: $0.key, size: $0.key.utf8.count + size(ofValue: $0.value)) }
            .sorted { ($1.size, $0.name) < ($0.size, $1.name) }.prefix(5)
        return
            "the environment of \"\(function.name)\" has about \(size(of: variables)) bytes, and Lambda allows 4,096. The largest: "
            + largest.map { "\($0.name) \($0.size)" }.joined(separator: ", ")
            + ". Links with values that only AWS knows, as addresses, have to stay there; take out what is not needed, or put text into a parameter of Systems Manager"
    }

    /// How many bytes variables take at most, with references at the length of what they usually stand for.
    static func size(of variables: TemplateObject) -> Int {
        variables.elements.reduce(0) { $0 + $1.key.utf8.count + size(ofValue: $1.value) }
    }

    private static func size(ofValue value: TemplateValue) -> Int {
        switch value {
        case .string(let text): return text.utf8.count
        case .null, .bool, .int, .double: return value.json.utf8.count
        case .array, .object:
            let literals = value.intrinsic?.argument.json ?? value.json
            let references = References.all(in: value)
            // Pseudo parameters are short, and take about as much as their names do.
            return literals.utf8.count + references.reduce(0) { $0 + ($1.name.hasPrefix("AWS::") ? 4 : 64) }
        }
    }

    /// A value as JSON in a variable.
    private static func json(of value: TemplateValue) -> TemplateValue {
        var text = SubText()
        write(value, to: &text)
        return text.value
    }

    private static func write(_ value: TemplateValue, to text: inout SubText) {
        if value.intrinsic != nil {
            // What a reference stands for has neither quotes nor backslashes: names, ARNs and addresses.
            text.append("\"")
            text.append(value)
            text.append("\"")
            return
        }
        switch value {
        case .object(let object):
            text.append("{")
            for (index, element) in object.elements.enumerated() {
                if index > 0 { text.append(",") }
                text.append(TemplateValue.string(element.key).json + ":")
                write(element.value, to: &text)
            }
            text.append("}")
        case .array(let array):
            text.append("[")
            for (index, element) in array.enumerated() {
                if index > 0 { text.append(",") }
                write(element, to: &text)
            }
            text.append("]")
        case .null, .bool, .int, .double, .string: text.append(value.json)
        }
    }

    // MARK: Names

    private static func isVariable(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func check(_ name: String, of function: Function, _ report: (String) -> Void) {
        let startsWithLetter = name.unicodeScalars.first.map { $0.isASCII && $0.properties.isAlphabetic } ?? false
        if !isVariable(name) || !startsWithLetter || name.utf8.count < 2 {
            report(
                "\"\(name)\" can't be a variable of \"\(function.name)\": Lambda takes letters, digits and \"_\", at least two, beginning with a letter"
            )
        } else if reserved.contains(name) {
            report("Lambda sets the variable \"\(name)\" itself; \"\(function.name)\" can't have one of its own")
        } else if name.hasPrefix("SST_RESOURCE_") || ["SST_RESOURCES_JSON", "SST_KEY", "SST_KEY_FILE"].contains(name) {
            report("the variable \"\(name)\" of \"\(function.name)\" belongs to the links: use links: instead")
        }
    }

    /// See [reserved variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
    private static let reserved: Set<String> = [
        "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    ]
}
