/// The services of a cloud, put together.
struct Services: Sendable {
    let codeDeploy: CodeDeploy
    private let lambda: LambdaService
    private let cloudWatch: CloudWatchService
    private let sns: SNSService

    /// - Throws: When what an earlier run kept can't be read.
    init(_ context: CloudContext) throws(Storage.Failure) {
        let iam = try IAMService(context)
        context.use(RoleAuthorizer(iam))
        context.add(iam, as: ServiceName.iam)
        context.add(STSService(context, iam), as: ServiceName.sts)
        context.add(try S3Service(context), as: ServiceName.s3)
        sns = try SNSService(context)
        context.add(sns, as: ServiceName.sns)
        lambda = try LambdaService(context, endpoint: { context.endpoint })
        context.add(lambda, as: ServiceName.lambda)
        cloudWatch = try CloudWatchService(context)
        context.use(cloudWatch)
        context.add(cloudWatch, as: ServiceName.cloudWatch)
        codeDeploy = try CodeDeploy(context)
        context.add(codeDeploy, as: ServiceName.codeDeploy)
    }

    /// Takes up what an earlier run left, deployments that were under way among it.
    func start() async {
        cloudWatch.onAlarmChange { [codeDeploy] _ in codeDeploy.ringAll() }
        await lambda.start()
        sns.delivery.resume()
        codeDeploy.resume()
    }
}
