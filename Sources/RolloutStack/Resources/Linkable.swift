/// What a function can be linked to: it finds the link's values by name with `LinkedResources`, and its role may use what is linked.
public protocol Linkable {
    /// The link, as it is when the template is made.
    var link: Link { get }
}
