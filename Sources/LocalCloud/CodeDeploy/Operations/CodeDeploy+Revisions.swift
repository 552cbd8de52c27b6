internal import JSONValue

extension CodeDeploy {
    struct RevisionInput: Decodable {
        var applicationName: String?
        var description: String?
        var revision: RevisionLocation?
        var revisions: [RevisionLocation]?
    }

    struct ListRevisionsInput: Decodable {
        var applicationName: String?
        var sortBy: String?
        var sortOrder: String?
        var s3Bucket: String?
        var s3KeyPrefix: String?
        var deployed: String?
        var nextToken: String?
    }

    /// [RegisterApplicationRevision](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RegisterApplicationRevision.html).
    func registerApplicationRevision(_ input: RevisionInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        try authorize(call, "RegisterApplicationRevision", application: application.name)
        let location = try revision(input.revision, isLookup: false)
        let description = try description(input.description)
        try records.register(location, of: application.id, now: now) { if let description { $0.description = description } }
        return [:]
    }

    /// [GetApplicationRevision](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplicationRevision.html). The checksum of
    /// an AppSpec is enough to get its text.
    func getApplicationRevision(_ input: RevisionInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        try authorize(call, "GetApplicationRevision", application: application.name)
        let location = try revision(input.revision, isLookup: true)
        guard let found = records.revisions[ApplicationRevision.key(of: location, application.id)] else {
            throw AWSError("RevisionDoesNotExistException", "The application \(application.name) has no such revision.")
        }
        return JSON(members: [
            "applicationName": .string(application.name), "revision": .shape(found.location), "revisionInfo": info(found),
        ])
    }

    /// [BatchGetApplicationRevisions](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetApplicationRevisions.html). Its
    /// errorMessage says how many revisions don't exist.
    func batchGetApplicationRevisions(_ input: RevisionInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        try authorize(call, "BatchGetApplicationRevisions", application: application.name)
        guard let locations = input.revisions, !locations.isEmpty else {
            throw AWSError("RevisionRequiredException", "At least one revision must be specified.")
        }
        guard locations.count <= 25 else { throw AWSError("BatchLimitExceededException", "A batch has at most 25 revisions.") }
        var infos: [JSON] = []
        for location in locations {
            let checked = try location.checked(isLookup: true)
            guard let found = records.revisions[ApplicationRevision.key(of: checked, application.id)] else { continue }
            infos.append(JSON(members: ["revisionLocation": .shape(found.location), "genericRevisionInfo": info(found)]))
        }
        let missing = locations.count - infos.count
        return JSON(members: [
            "applicationName": .string(application.name), "revisions": .array(infos),
            "errorMessage": missing == 0 ? nil : .string("\(missing) of the revisions do not exist."),
        ])
    }

    /// [ListApplicationRevisions](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListApplicationRevisions.html).
    func listApplicationRevisions(_ input: ListRevisionsInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let application = try application(input.applicationName)
        try authorize(call, "ListApplicationRevisions", application: application.name)
        let moment: (ApplicationRevision) -> Double
        switch input.sortBy {
        case "registerTime", nil: moment = { $0.registered }
        case "firstUsedTime": moment = { $0.firstUsed ?? 0 }
        case "lastUsedTime": moment = { $0.lastUsed ?? 0 }
        default: throw AWSError("InvalidSortByException", "Revisions are sorted by registerTime, firstUsedTime or lastUsedTime.")
        }
        guard ["ascending", "descending"].contains(input.sortOrder ?? "ascending") else {
            throw AWSError("InvalidSortOrderException", "The sortOrder is ascending or descending.")
        }
        guard ["include", "exclude", "ignore"].contains(input.deployed ?? "ignore") else {
            throw AWSError("InvalidDeployedStateFilterException", "The filter deployed is include, exclude or ignore.")
        }
        if let bucket = input.s3Bucket, bucket.wholeMatch(of: /[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]/) == nil {
            throw AWSError("InvalidBucketNameFilterException", "The name of the bucket is invalid.")
        }
        if let prefix = input.s3KeyPrefix {
            guard input.s3Bucket != nil else {
                throw AWSError("BucketNameFilterRequiredException", "The filter s3KeyPrefix needs s3Bucket.")
            }
            guard prefix.utf8.count <= 1024 else {
                throw AWSError("InvalidKeyPrefixFilterException", "The key prefix is longer than 1024 bytes.")
            }
        }
        let found = records.revisions.all.map(\.row).filter { revision in
            revision.application == application.id
                && (input.s3Bucket == nil || revision.location.s3Location?.bucket == input.s3Bucket)
                && (revision.location.s3Location?.key ?? "").hasPrefix(input.s3KeyPrefix ?? "")
                && (input.deployed ?? "ignore" == "ignore" || isTarget(revision) == (input.deployed == "include"))
        }
        let keyed = found.map { (key: Self.key(moment($0), $0.location.key, newestFirst: input.sortOrder == "descending"), revision: $0) }
            .sorted { $0.key < $1.key }
        let page = try Page(of: keyed, "ListApplicationRevisions", after: input.nextToken, key: \.key)
        return JSON(members: [
            "revisions": .array(page.elements.compactMap { .shape($0.revision.location) }), "nextToken": .text(page.nextToken),
        ])
    }

    // MARK: Rows

    func revision(_ location: RevisionLocation?, isLookup: Bool) throws(AWSError) -> RevisionLocation {
        guard let location else { throw AWSError("RevisionRequiredException", "The revision must be specified.") }
        return try location.checked(isLookup: isLookup)
    }

    /// Whether a group has it as its target.
    private func isTarget(_ revision: ApplicationRevision) -> Bool {
        revision.groups.contains { records.groups[$0]?.target?.key == revision.location.key }
    }

    /// [GenericRevisionInfo](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GenericRevisionInfo.html).
    private func info(_ revision: ApplicationRevision) -> JSON {
        JSON(members: [
            "description": .text(revision.description),
            "deploymentGroups": .array(revision.groups.compactMap { records.groups[$0]?.name }.map(JSON.string)),
            "firstUsedTime": .timestamp(revision.firstUsed), "lastUsedTime": .timestamp(revision.lastUsed),
            "registerTime": .timestamp(revision.registered),
        ])
    }
}
