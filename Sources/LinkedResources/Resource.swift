/// The resources that SST has linked to this function or process.
///
/// ```swift
/// let response = try await HTTPClient.shared.get(Resource.Api.latestUrl)   // a String where a String is asked for
/// let url: URL = try Resource.Api.url                                      // any Decodable type where that is asked for
/// let queue: String = try Resource["my-queue"].url                         // a name that is no Swift identifier
/// let user = try Resource.Db.credentials.username                          // a nested value
/// let stage = try Resource.App.stage                                       // the app's own name and stage
/// let api = try Resource.Api.decode(Api.self)                              // a whole link
/// ```
///
/// A link that is called `names` is `Resource["names"]`, as members of Swift's own come first.
///
/// The links are read from the process's environment when the first one is looked up, and then kept: neither the environment nor the
/// encrypted file changes while a function runs. ``ResourceStore`` tells where they come from and which source wins, and stands in for
/// `Resource` in tests.
///
/// See <https://sst.dev/docs/linking>.
@dynamicMemberLookup
public enum Resource {
    private static let own = ResourceStore()
    @TaskLocal private static var given: ResourceStore?

    private static var store: ResourceStore { given ?? own }

    /// Runs a test with other links than the process's: in `operation`, and in the tasks that it starts, `Resource` reads `links`.
    ///
    /// ```swift
    /// let links = ResourceStore(environment: ["SST_RESOURCE_Api": #"{"latestUrl":"https://new.example.com/"}"#])
    /// let result = await Resource.with(links) { await Rollout.test(hook) }
    /// ```
    public nonisolated(nonsending) static func with<Output, Failure: Error>(
        _ links: ResourceStore, operation: nonisolated(nonsending) () async throws(Failure) -> Output
    ) async throws(Failure) -> Output {
        let result: Result<Output, Failure> = await $given.withValue(links) {
            do throws(Failure) { return .success(try await operation()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The names of all linked resources, sorted; `App` is the app itself.
    /// - Throws: ``LinkError`` when a source of links cannot be read.
    public static var names: [String] {
        get throws(LinkError) { try store.names }
    }

    /// The link with this name.
    /// - Throws: ``LinkError`` when there is none or its source cannot be read.
    public static subscript(dynamicMember name: String) -> Link {
        get throws(LinkError) { try store[name] }
    }

    /// The whole link with this name as a type of yours.
    /// - Throws: ``LinkError`` when there is none, its source cannot be read or it does not decode.
    public static subscript<T: Decodable>(dynamicMember name: String) -> T {
        get throws(LinkError) { try store[name] }
    }

    /// The link with this name, which need not be a Swift identifier.
    /// - Throws: ``LinkError`` when there is none or its source cannot be read.
    public static subscript(name: String) -> Link {
        get throws(LinkError) { try store[name] }
    }

    /// The whole link with this name as a type of yours.
    /// - Throws: ``LinkError`` when there is none, its source cannot be read or it does not decode.
    public static subscript<T: Decodable>(name: String) -> T {
        get throws(LinkError) { try store[name] }
    }
}
