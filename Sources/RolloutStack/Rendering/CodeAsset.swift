/// Code that a deploy has to package and upload.
struct CodeAsset {
    let id: String
    let code: FunctionCode
    let architecture: Architecture
    var functions: [String]
    /// Whether a version is held to the code's hash.
    var isVersioned = false
    /// The links that go into its encrypted file, by name.
    var links: TemplateObject?

    var keyParameter: String { id + "CodeKey" }
    var shaParameter: String { id + "CodeSha256" }

    /// As the metadata describes it.
    /// - Parameter places: Where the deploy puts a parameter's value.
    func metadata(_ places: (String) -> [String]) -> TemplateValue {
        var object = TemplateObject()
        switch code.kind {
        case .product(let product): object["product"] = .string(product)
        case .zip(let path): object["zip"] = .string(path)
        case .folder(let path): object["folder"] = .string(path)
        case .s3: break
        }
        object["architecture"] = .string(architecture.rawValue)
        object["functions"] = .strings(functions.sorted())
        var parameters: TemplateObject = [
            "bucket": .strings(places(Renderer.bucketParameter)), "key": .strings(places(keyParameter)),
        ]
        if isVersioned { parameters["sha256"] = .strings(places(shaParameter)) }
        object["parameters"] = .object(parameters)
        if let links {
            object["linkFile"] = ["path": .string(LinkFile.path), "keyParameter": .string(LinkFile.keyParameter), "links": .object(links)]
        }
        return .object(object)
    }
}
