/// What an executable that describes a stack does with its arguments.
struct StackProgram {
    /// What it prints, and how it ends.
    struct Result {
        var output = ""
        var errors = ""
        /// Files to write, by path.
        var files: [(path: String, text: String)] = []
        var status: Int32 = 0
    }

    private static let help = """
        Prints the CloudFormation template of a stack.

          --output FILE  writes the template to FILE; nested templates go beside it
          --pretty       prints in lines, for people
          --schedule     prints what each rollout will do and when, instead of the template
          --help         prints this

        Exit status: 0; 1 when something is wrong with the stack, with all of it on the standard error; 64 for a wrong argument.
        """

    private var output: String?
    private var pretty = false
    private var schedule = false
    private var showsHelp = false
    private var problem: String?

    init(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--pretty": pretty = true
            case "--schedule": schedule = true
            case "--help", "-h": showsHelp = true
            case "--output", "-o":
                guard let file = rest.popFirst(), !file.isEmpty else {
                    problem = "\(argument) needs the name of a file"
                    return
                }
                output = file
            case _ where argument.hasPrefix("--output=") && argument.utf8.count > 9: output = String(argument.dropFirst(9))
            default:
                problem = "unknown argument \"\(argument)\""
                return
            }
        }
    }

    func run(_ stack: Stack) -> Result {
        if let problem { return Result(errors: "\(problem)\n\n\(Self.help)\n", status: 64) }
        if showsHelp { return Result(output: Self.help + "\n") }
        do throws(StackError) {
            return result(try stack.template())
        } catch {
            let count = error.problems.count
            return Result(errors: "\(error)\n\(count) problem\(count == 1 ? "" : "s"), no template\n", status: 1)
        }
    }

    private func result(_ template: Template) -> Result {
        var result = Result()
        result.errors = template.warnings.map { "\($0.location): warning: \($0.message)\n" }.joined()
        if schedule {
            result.output =
                template.schedules.isEmpty
                ? "no rollouts\n" : template.schedules.map { "\($0.function): \($0.schedule)\n" }.joined()
            return result
        }
        let text = { (object: TemplateObject) in
            (pretty ? TemplateValue.object(object).prettyJSON : TemplateValue.object(object).json) + "\n"
        }
        guard let output else {
            result.output = text(template.root)
            return result
        }
        result.files.append((output, text(template.root)))
        let folder = output.lastIndex(of: "/").map { String(output[...$0]) } ?? ""
        for (name, nested) in template.nested.sorted(by: { $0.key < $1.key }) { result.files.append((folder + name, text(nested))) }
        return result
    }
}
