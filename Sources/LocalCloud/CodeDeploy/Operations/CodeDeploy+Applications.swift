internal import Foundation
internal import JSONValue

extension CodeDeploy {
    struct CreateApplicationInput: Decodable {
        var applicationName: String?
        var computePlatform: String?
        var tags: [Tag]?
    }

    struct ApplicationInput: Decodable { var applicationName: String? }
    struct ApplicationsInput: Decodable { var applicationNames: [String]? }
    struct ListInput: Decodable { var nextToken: String? }

    struct UpdateApplicationInput: Decodable {
        var applicationName: String?
        var newApplicationName: String?
    }

    /// [CreateApplication](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateApplication.html).
    func createApplication(_ input: CreateApplicationInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.applicationName, .application)
        let platform = try platform(input.computePlatform)
        let tags = try checked(input.tags ?? [])
        try authorize(call, "CreateApplication", application: name)
        let application = Application(
            id: Random.uuid(), name: name, platform: platform, created: now, tags: tags)
        try records.add(application)
        return ["applicationId": .string(application.id)]
    }

    /// Where nothing is said, applications are for servers.
    func platform(_ text: String?) throws(AWSError) -> ComputePlatform {
        guard let platform = ComputePlatform(rawValue: text ?? ComputePlatform.server.rawValue) else {
            throw AWSError("InvalidComputePlatformException", "The computePlatform is Lambda, Server or ECS.")
        }
        return platform
    }

    /// [GetApplication](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplication.html).
    func getApplication(_ input: ApplicationInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.applicationName, .application)
        try authorize(call, "GetApplication", application: name)
        return ["application": try application(name).info]
    }

    /// [BatchGetApplications](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetApplications.html).
    func batchGetApplications(_ input: ApplicationsInput, _ call: AWSCall) throws(AWSError) -> JSON {
        var infos: [JSON] = []
        for text in try batch(input.applicationNames, "ApplicationNameRequiredException") {
            let name = try name(text, .application)
            try authorize(call, "BatchGetApplications", application: name)
            infos.append(try application(name).info)
        }
        return ["applicationsInfo": .array(infos)]
    }

    /// [ListApplications](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListApplications.html).
    func listApplications(_ input: ListInput, _ call: AWSCall) throws(AWSError) -> JSON {
        try authorize(call, "ListApplications", application: "*")
        let names = records.applications.all.map(\.row.name).sorted()
        let page = try Page(of: names, "ListApplications", after: input.nextToken) { $0 }
        return JSON(members: ["applications": .array(page.elements.map(JSON.string)), "nextToken": .text(page.nextToken)])
    }

    /// [UpdateApplication](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_UpdateApplication.html): gives it another name.
    func updateApplication(_ input: UpdateApplicationInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.applicationName, .application)
        try authorize(call, "UpdateApplication", application: name)
        let application = try application(name)
        if let text = input.newApplicationName { try records.rename(application, to: try self.name(text, .application)) }
        return [:]
    }

    /// [DeleteApplication](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteApplication.html), with its groups; one that
    /// does not exist is as good as deleted.
    func deleteApplication(_ input: ApplicationInput, _ call: AWSCall) throws(AWSError) -> JSON {
        let name = try name(input.applicationName, .application)
        try authorize(call, "DeleteApplication", application: name)
        if let application = records.application(named: name) {
            records.remove(application)
            ringAll()
        }
        return [:]
    }
}
