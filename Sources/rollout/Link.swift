import JSONValue

/// A function that the hook is linked to.
struct Link: Sendable {
    /// A version and its program.
    struct Version: Sendable {
        let version: String
        let executable: String
    }

    /// What the hook knows it by.
    let name: String
    /// The new version: `latestUrl`.
    let latest: Version
    /// The version that has the traffic, `url`, where that is another.
    let live: Version?

    /// The variable that tells a function of the link, as SST names it.
    var variable: String { "SST_RESOURCE_\(name)" }

    /// The variable's value, as SST writes it for a function with a rollout.
    func value(url: String, latestURL: String) -> String {
        let value: JSON = [
            "name": .string(name), "type": "sst.aws.Function", "url": .string(url), "latestUrl": .string(latestURL), "qualifier": "live",
            "latestQualifier": "latest",
        ]
        return value.description
    }
}
