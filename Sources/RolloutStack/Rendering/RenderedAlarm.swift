/// An alarm of a rollout, as its deployment group knows it.
struct RenderedAlarm {
    /// What the group refers to: the alarm's name.
    let name: TemplateValue
    /// The name as the metadata has it, with `{version}` where the version's number stands.
    let pattern: String
    /// Its ARN, with `*` where the version's number stands.
    let arnPattern: TemplateValue
    let isComposite: Bool
}
