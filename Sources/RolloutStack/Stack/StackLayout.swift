/// Whether a stack is one template or several.
public enum StackLayout: Sendable {
    /// One template: up to 450 resources, some 40 guarded functions.
    case single
    /// A root and nested stacks, cut along functions: which nested stack a function is in follows from its name alone, so that it never
    /// changes. CloudFormation can't move resources from one stack to another, so a service that will grow begins with this.
    case nested
}
