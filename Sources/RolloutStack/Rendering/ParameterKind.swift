/// Who gives a parameter its value.
enum ParameterKind {
    /// The deploy, from outside; or the parameter has a default.
    case own
    /// The deploy, for one function or its code. With nested stacks these travel in lists, since a template holds 200 parameters.
    case codeKey
    case codeSHA256
    case liveVersion

    /// What the list is called after the nested stack's name.
    var list: String? {
        switch self {
        case .own: nil
        case .codeKey: "CodeKeys"
        case .codeSHA256: "CodeSha256s"
        case .liveVersion: "LiveVersions"
        }
    }
}
