/// A change of resources before the template is checked.
struct Transform {
    /// The logical id of the declaration whose resources are meant, or `nil` for all.
    let owner: String?
    /// The resources' type, or `nil` for all.
    let type: String?
    let change: (inout TemplateResource) -> Void
}
