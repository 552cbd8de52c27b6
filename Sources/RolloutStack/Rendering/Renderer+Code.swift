extension Renderer {
    /// The bucket that a deploy uploads to.
    static let bucketParameter = "CodeBucket"

    /// Where a function's code is. The hash that its versions are held to goes into ``hashes``.
    func code(of function: Function, links: TemplateObject?) -> TemplateValue {
        if links != nil {
            addParameter(
                LinkFile.keyParameter,
                ["Type": "String", "NoEcho": true, "Description": "The key of the link files: base64 of 32 bytes; the deploy fills it"],
                at: function.location)
        }
        if case .s3(let bucket, let key, let sha256) = function.settings.code.kind {
            hashes[function.logicalID] = sha256
            return ["S3Bucket": bucket, "S3Key": key]
        }
        let asset = asset(of: function, links: links)
        assets[asset.id] = asset
        addParameter(
            Self.bucketParameter, ["Type": "String", "Description": "The bucket with the code; the deploy fills it"], at: function.location)
        addParameter(
            asset.keyParameter, ["Type": "String", "Description": "The code's key in the bucket; the deploy fills it"],
            kind: .codeKey, at: function.location)
        if function.rollout != nil {
            addParameter(
                asset.shaParameter,
                [
                    "Type": "String", "AllowedPattern": "^[A-Za-z0-9+/]{43}=$",
                    "Description": "The code's SHA-256 in base64; the deploy fills it",
                ], kind: .codeSHA256, at: function.location)
        }
        hashes[function.logicalID] = .ref(asset.shaParameter)
        return ["S3Bucket": .ref(Self.bucketParameter), "S3Key": .ref(asset.keyParameter)]
    }

    private func asset(of function: Function, links: TemplateObject?) -> CodeAsset {
        let (code, architecture) = (function.settings.code, function.settings.architecture)
        let id = assetID(function, hasLinks: links != nil)
        var asset = assets[id] ?? CodeAsset(id: id, code: code, architecture: architecture, functions: [])
        if asset.code != code || asset.architecture != architecture {
            report("the code of \"\(function.name)\" has the same name as other code: \"\(id)\"", at: function.location)
        }
        asset.functions.append(function.name)
        asset.links = links
        asset.isVersioned = asset.isVersioned || function.rollout != nil
        return asset
    }

    /// Functions of the same product share its zip, unless there is a link file in it.
    private func assetID(_ function: Function, hasLinks: Bool) -> String {
        let architecture = function.settings.architecture == .arm64 ? "Arm64" : ""
        if hasLinks { return function.logicalID + "Linked" + architecture }
        switch function.settings.code.kind {
        case .product(let product): return LogicalID.of(product) + architecture
        case .zip(let path), .folder(let path): return LogicalID.of(["Code", path]) + architecture
        case .s3: return function.logicalID
        }
    }

    /// Adds a resource that several declarations need, once.
    func addShared(_ resource: TemplateResource, at location: SourceLocation) {
        if let entry = entries[resource.logicalID], entry.resource.value == resource.value { return }
        add(resource, owner: resource.logicalID, at: location)
    }
}
