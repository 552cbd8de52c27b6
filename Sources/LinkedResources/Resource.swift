/// The resources that `sst.config.ts` links to this function, as SST's own SDKs name them.
///
/// ```swift
/// let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)
/// let queue: URL = try Resource["my-queue"].url
/// let user = try Resource.Db.credentials.username
/// let api = try Resource.Api.decode(Api.self)
/// if try Resource.App.stage == "production" { … }
/// ```
///
/// Links come from three places. Where a name stands in more than one, the first of these counts:
///
/// 1. the file that `SST_KEY_FILE` names (relative to the working directory), encrypted with `SST_KEY`: as in SST's JavaScript SDK, it wins;
/// 2. `SST_RESOURCE_<Name>`, one link each;
/// 3. `SST_RESOURCES_JSON`, an object of links.
///
/// An empty variable counts as none. A broken `SST_RESOURCE_<Name>` fails the look-up of that link alone. A file or an
/// `SST_RESOURCES_JSON` that cannot be read fails every look-up that it could have answered, because nobody knows what it would have said;
/// `SST_KEY` without `SST_KEY_FILE`, and the reverse, fails those that nothing else answers.
///
/// The environment and the file are read once, at the first look-up; later changes are not seen. Nothing here prints a link's value: not
/// the errors, not the descriptions, not `dump`. See <https://sst.dev/docs/linking/>.
@dynamicMemberLookup
public enum Resource {
    private static let store = ResourceStore.process()

    /// The link of this name: `Resource.Api` is `Resource["Api"]`.
    /// - Throws: ``LinkError`` when there is none or the place it would come from is broken.
    public static subscript(dynamicMember name: String) -> Link {
        get throws(LinkError) { try store.link(name) }
    }

    /// The link of this name, for names that Swift does not accept after a dot or that belong to `Resource` itself (`names`).
    /// - Throws: ``LinkError`` when there is none or the place it would come from is broken.
    public static subscript(name: String) -> Link {
        get throws(LinkError) { try store.link(name) }
    }

    /// The names of everything linked, `App` included, in alphabetical order.
    /// - Throws: ``LinkError`` when a file or variable that holds several links cannot be read; a broken `SST_RESOURCE_<Name>` is listed.
    public static var names: [String] {
        get throws(LinkError) { try store.names() }
    }
}
