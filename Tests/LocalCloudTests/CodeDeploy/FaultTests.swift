import Testing

@testable import LocalCloud

/// Every fault in every phase where it can happen, and the state that the deployment must end in.
@Suite("Whatever goes wrong with a deployment")
struct FaultTests {
    static let trials: [Trial] = hooks + alarms + stops + functions + groups

    private static let hooks: [Trial] = [
        Trial(.beforeAllowTraffic, .hookReportsFailed, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(
            .beforeAllowTraffic, .hookReportsFailed, rollsBack: true, .failed, .hookExecutionFailure, "SFKKK", alias: "1",
            rollback: .succeeded),
        Trial(.beforeAllowTraffic, .hookExits, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .hookHangs, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .hookIsSilent, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .hookReportsTwice, .succeeded, nil, "SSSSS", alias: "2"),
        Trial(.beforeAllowTraffic, .hookTakesBack, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .hookIsMissing, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .hookIsDenied, .failed, .iamRolePermissions, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .hookIsThrottled, .failed, .hookExecutionFailure, "SFKKK", alias: "1"),
        Trial(.afterAllowTraffic, .hookReportsFailed, .failed, .hookExecutionFailure, "SSSFK", alias: "2"),
        Trial(
            .afterAllowTraffic, .hookReportsFailed, rollsBack: true, .failed, .hookExecutionFailure, "SSSFK", alias: "1",
            rollback: .succeeded),
        Trial(.afterAllowTraffic, .hookExits, rollsBack: true, .failed, .hookExecutionFailure, "SSSFK", alias: "1", rollback: .succeeded),
        Trial(.afterAllowTraffic, .hookHangs, rollsBack: true, .failed, .hookExecutionFailure, "SSSFK", alias: "1", rollback: .succeeded),
        Trial(.afterAllowTraffic, .hookIsSilent, .failed, .hookExecutionFailure, "SSSFK", alias: "2"),
        Trial(
            .afterAllowTraffic, .hookIsSilent, rollsBack: true, .failed, .hookExecutionFailure, "SSSFK", alias: "1", rollback: .succeeded),
        Trial(.afterAllowTraffic, .hookReportsTwice, .succeeded, nil, "SSSSS", alias: "2"),
        Trial(.afterAllowTraffic, .hookTakesBack, .failed, .hookExecutionFailure, "SSSFK", alias: "2"),
        Trial(
            .afterAllowTraffic, .hookIsMissing, rollsBack: true, .failed, .hookExecutionFailure, "SSSFK", alias: "1", rollback: .succeeded),
        Trial(
            .afterAllowTraffic, .hookIsThrottled, rollsBack: true, .failed, .hookExecutionFailure, "SSSFK", alias: "1", rollback: .succeeded
        ),
    ]

    private static let alarms: [Trial] = [
        Trial(.start, .alarm, .stopped, .alarmActive, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .alarm, .stopped, .alarmActive, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .alarm, rollsBack: true, .stopped, .alarmActive, "SFKKK", alias: "1", rollback: .succeeded),
        Trial(.allowTraffic, .alarm, .stopped, .alarmActive, "SSFKK", alias: "1+2@10"),
        Trial(.allowTraffic, .alarm, rollsBack: true, .stopped, .alarmActive, "SSFKK", alias: "1", rollback: .succeeded),
        Trial(.afterAllowTraffic, .alarm, .stopped, .alarmActive, "SSSFK", alias: "2"),
        Trial(.afterAllowTraffic, .alarm, rollsBack: true, .stopped, .alarmActive, "SSSFK", alias: "1", rollback: .succeeded),
        Trial(.allowTraffic, .alarmsDenied, rollsBack: true, .failed, .iamRolePermissions, "SSFKK", alias: "1", rollback: .succeeded),
        Trial(.allowTraffic, .alarmDeleted, rollsBack: true, .failed, .alarmActive, "SSFKK", alias: "1", rollback: .succeeded),
    ]

    private static let stops: [Trial] = [
        Trial(.start, .stop, .stopped, .manualStop, "SFKKK", alias: "1"),
        Trial(.start, .stop, rollsBack: true, .stopped, .manualStop, "SFKKK", alias: "1", rollback: .succeeded),
        Trial(.beforeAllowTraffic, .stop, .stopped, .manualStop, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .stop, rollsBack: true, .stopped, .manualStop, "SFKKK", alias: "1", rollback: .succeeded),
        Trial(.allowTraffic, .stop, .stopped, .manualStop, "SSFKK", alias: "1+2@10"),
        Trial(.allowTraffic, .stop, rollsBack: true, .stopped, .manualStop, "SSFKK", alias: "1", rollback: .succeeded),
        Trial(.afterAllowTraffic, .stop, .stopped, .manualStop, "SSSFK", alias: "2"),
        Trial(.afterAllowTraffic, .stop, rollsBack: true, .stopped, .manualStop, "SSSFK", alias: "1", rollback: .succeeded),
    ]

    private static let functions: [Trial] = [
        Trial(.start, .functionDeleted, .failed, .invalidLambdaFunction, "FKKKK", alias: nil),
        Trial(.start, .aliasDeleted, .failed, .invalidLambdaConfiguration, "FKKKK", alias: nil),
        Trial(.start, .versionDeleted, .failed, .invalidLambdaFunction, "FKKKK", alias: "1"),
        Trial(.start, .aliasMoved, .failed, .invalidLambdaConfiguration, "FKKKK", alias: "5"),
        Trial(.beforeAllowTraffic, .functionDeleted, .failed, .invalidLambdaFunction, "SSFKK", alias: nil),
        Trial(.beforeAllowTraffic, .aliasDeleted, .failed, .invalidLambdaConfiguration, "SSFKK", alias: nil),
        Trial(.beforeAllowTraffic, .versionDeleted, .failed, .invalidLambdaConfiguration, "SSFKK", alias: "1"),
        Trial(.beforeAllowTraffic, .aliasMoved, .failed, .invalidLambdaConfiguration, "SSFKK", alias: "5"),
        Trial(.beforeAllowTraffic, .aliasTouched, .failed, .invalidLambdaConfiguration, "SSFKK", alias: "1"),
        Trial(.allowTraffic, .functionDeleted, rollsBack: true, .failed, .invalidLambdaFunction, "SSFKK", alias: nil, rollback: .failed),
        Trial(.allowTraffic, .aliasDeleted, .failed, .invalidLambdaConfiguration, "SSFKK", alias: nil),
        Trial(.allowTraffic, .aliasMoved, .failed, .invalidLambdaConfiguration, "SSFKK", alias: "5"),
        Trial(.allowTraffic, .aliasMoved, rollsBack: true, .failed, .invalidLambdaConfiguration, "SSFKK", alias: "5", rollback: .failed),
        Trial(
            .allowTraffic, .aliasTouched, rollsBack: true, .failed, .invalidLambdaConfiguration, "SSFKK", alias: "1", rollback: .succeeded),
        Trial(.afterAllowTraffic, .functionDeleted, .failed, .invalidLambdaFunction, "SSSSF", alias: nil),
        Trial(
            .afterAllowTraffic, .aliasMoved, rollsBack: true, .failed, .invalidLambdaConfiguration, "SSSSF", alias: "5", rollback: .failed),
        Trial(
            .afterAllowTraffic, .aliasTouched, rollsBack: true, .failed, .invalidLambdaConfiguration, "SSSSF", alias: "1",
            rollback: .succeeded),
    ]

    private static let groups: [Trial] = [
        Trial(.start, .groupDeleted, rollsBack: true, .failed, .deploymentGroupMissing, "SFKKK", alias: "1"),
        Trial(.beforeAllowTraffic, .groupDeleted, rollsBack: true, .failed, .deploymentGroupMissing, "SFKKK", alias: "1"),
        Trial(.allowTraffic, .groupDeleted, rollsBack: true, .failed, .deploymentGroupMissing, "SSFKK", alias: "1+2@10"),
        Trial(.afterAllowTraffic, .groupDeleted, rollsBack: true, .failed, .deploymentGroupMissing, "SSSFK", alias: "2"),
        Trial(.beforeAllowTraffic, .roleLosesAlias, .failed, .iamRolePermissions, "SSFKK", alias: "1"),
        Trial(.allowTraffic, .roleLosesAlias, rollsBack: true, .failed, .iamRolePermissions, "SSFKK", alias: "1+2@10", rollback: .failed),
    ]

    @Test("it ends in the state that CodeDeploy documents, and the group is free again", arguments: trials)
    func fault(trial: Trial) async throws { try await trial.carryOut() }
}
