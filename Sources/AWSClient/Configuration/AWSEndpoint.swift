import SigV4

/// Where a service is asked: a URL without a query and without a slash at its end.
struct AWSEndpoint: Equatable {
    let url: String

    /// The service's own endpoint in a region.
    init(service: AWSService, region: String, usesFIPS: Bool, usesDualStack: Bool) {
        let partition = AWSPartition(region: region)
        let host = usesFIPS ? service.endpointPrefix + "-fips" : service.endpointPrefix
        url = "https://\(host).\(region).\(usesDualStack ? partition.dualStackDomain : partition.domain)"
    }

    /// An endpoint that somebody chose; `source` names the variable or property that says so.
    init(validating url: String, source: String) throws(AWSError) {
        let parsed: SignableURL
        do { parsed = try SignableURL(url) } catch { throw .configuration("\(source) is no endpoint. \(error.description)") }
        guard let scheme = parsed.scheme, let host = parsed.host else {
            throw .configuration("\(source) is no endpoint: give a whole URL such as http://localhost:4566.")
        }
        guard parsed.query == nil, !url.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "#") }) else {
            throw .configuration("\(source) is no endpoint: remove user name, query and fragment from the URL.")
        }
        var path = Substring(parsed.path)
        while path.last == "/" { path.removeLast() }
        let allowed = "-._~/%:+".utf8
        guard path.utf8.allSatisfy({ $0.isASCIIAlphanumeric || allowed.contains($0) }) else {
            throw .configuration("\(source) is no endpoint: percent-encode the path of the URL.")
        }
        self.url = "\(scheme)://\(host)\(path)"
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
