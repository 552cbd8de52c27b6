internal import JSONValue

/// Why the link of a Lambda function has no `url` or `latestUrl`, in SST's words where it has some.
enum FunctionURL {
    static func reason(forMissing property: String, of link: JSON.Object) -> String? {
        guard let type = link["type"]?.string, type.hasSuffix(".Function") || type == "Function" else { return nil }
        switch property {
        case "url": return #"Function URL is not enabled. Set "url: true" on the function in your sst.config.ts."#
        case "latestUrl" where link["latestQualifier"]?.string == nil:
            return #""latestUrl" is only available when rollout is configured. Use "url" instead."#
        case "latestUrl": return #"Latest function URL is not enabled. Set "latestUrl" in the rollout config."#
        default: return nil
        }
    }
}
