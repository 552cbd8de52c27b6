internal import JSONValue

extension LambdaService {
    /// [PublishVersion](https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html).
    func publishVersion(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try unqualified(input)
        try authorize(call, "PublishVersion", identifier)
        let fields = LambdaInput(input)
        let description = try fields.text("Description", count: 0...256)
        return try exclusively { () throws(AWSError) in
            let latest = try function(identifier).latest
            try Self.checkRevision(fields.text("RevisionId"), latest.revision)
            if let sum = try fields.text("CodeSha256"), !sum.isEmpty, sum != latest.codeSHA256 {
                throw .invalidParameter(
                    "CodeSHA256 (\(sum.prefix(100))) is different from current CodeSHA256 in $LATEST (\(latest.codeSHA256)). Please try again with the CodeSHA256 in $LATEST."
                )
            }
            let version = publish(latest, description: description.flatMap { $0.isEmpty ? nil : $0 })
            return .object(version.json(qualifier: version.version))
        }
    }

    /// [ListVersionsByFunction](https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html).
    func listVersionsByFunction(_ input: JSON, _ call: AWSCall) throws(AWSError) -> JSON {
        let identifier = try FunctionIdentifier(input)
        try authorize(call, "ListVersionsByFunction", identifier)
        let all = [try function(identifier).latest] + publishedVersions(identifier.name)
        let (elements, next) = try page(all, input)
        var json: JSON.Object = ["Versions": .array(elements.map { .object($0.json(qualifier: $0.version)) })]
        json["NextMarker"] = next
        return .object(json)
    }

    /// The version that has this content: the last one where nothing has changed since, or a new one. To be called exclusively.
    func publish(_ latest: VersionRow, description: String?) -> VersionRow {
        let last = numbers[latest.function] ?? 0
        if let version = versions["\(latest.function):\(last)"], version.hasSameContent(as: latest) { return version }
        var version = latest
        version.version = String(last + 1)
        version.revision = Self.newRevision()
        version.contentRevision = nil
        if let description {
            version.latestDescription = latest.description
            version.description = description
        }
        versions.modify("\(latest.function):\(last + 1)") { $0 = version }
        numbers.modify(latest.function) { $0 = last + 1 }
        functions.modify(latest.function) { $0?.latest.setRevision(Self.newRevision()) }
        return version
    }
}
