public import AWSClient
import LambdaRuntime
import Surroundings

/// What is wrong with a hook's event or its report.
public enum RolloutError: Error, Sendable, CustomStringConvertible {
    /// The event lacks one of its two ids, so no report is possible; `problem` says what it has instead, where that may help.
    case missing(String, problem: String?)
    /// The event is not JSON.
    case malformedEvent(String)
    /// This other verdict was reported before, and stands.
    case alreadyReported(Rollout.Status)
    /// CodeDeploy could not be told. The ARN is that of the deployment group, or a pattern for it, where the invocation tells.
    case reportFailed(AWSError, deploymentGroupARN: String?)
    /// The hook had not decided when so much of the invocation's time was left, and Failed was reported for it.
    case outOfTime(left: Duration)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .missing(let name, let problem):
            "Missing \(name) in event\(problem.map { ": " + $0 } ?? ""). This handler must be invoked by a CodeDeploy lifecycle hook."
        case .malformedEvent(let cause): "The event is not JSON: \(cause). This handler must be invoked by a CodeDeploy lifecycle hook."
        case .alreadyReported(let status): "\(status) has been reported for this event already; the first verdict stands."
        case .reportFailed(let error, let group):
            "Failed to report lifecycle status: \(Self.cure(for: error, group).map { error.summary.sentence + " " + $0 } ?? "\(error)")"
        case .outOfTime(let left):
            """
            The hook was still undecided \(Int(left / .milliseconds(1))) ms before its time was over, so Failed was reported. Raise the \
            function's timeout (`--timeout` where `rollout invoke` runs it), make the checks faster, or keep less of the time back \
            (`Rollout.handler(watchdogMargin:)`).
            """
        }
    }

    private static func cure(for error: AWSError, _ group: String?) -> String? {
        switch error {
        case .deadlineExceeded(let last?): cure(for: last, group)
        case .service(let error): cure(for: error, group)
        case .transport(let error):
            switch error.kind {
            case .resolve, .connect, .connectTimeout, .timeout:
                isOfThisMachine(error.url)
                    ? "That is this machine: start what is to listen there, such as `rollout local`, or set AWS_ENDPOINT_URL to where it does."
                    : """
                    A function in a VPC reaches CodeDeploy through a NAT gateway, or through an interface endpoint \
                    com.amazonaws.\(Environment.process["AWS_REGION"] ?? "<region>").codedeploy in its subnets, whose security group \
                    lets the function in on port 443.
                    """
            default: nil
            }
        default: nil
        }
    }

    private static func isOfThisMachine(_ url: String) -> Bool {
        ["http://127.", "http://localhost", "http://[::1]"].contains { url.hasPrefix($0) }
    }

    private static func cure(for error: AWSServiceError, _ group: String?) -> String? {
        switch error.code {
        case "AccessDenied", "AccessDeniedException":
            """
            Add to the policy of the hook's role: {"Effect":"Allow","Action":"codedeploy:PutLifecycleEventHookExecutionStatus",\
            "Resource":"\(refusedResource(in: error.message) ?? group ?? "arn:aws:codedeploy:REGION:ACCOUNT:deploymentgroup:APPLICATION/GROUP")"}
            """
        case CodeDeploy.ErrorCode.deploymentDoesNotExist.rawValue:
            "There is no such deployment in this region and account: check AWS_REGION, or whether the event was made up."
        case CodeDeploy.ErrorCode.invalidLifecycleEventHookExecutionId.rawValue:
            "The deployment does not wait for this hook: it is over, was stopped, or the event was made up."
        default: nil
        }
    }

    /// The ARN that AWS names: `… is not authorized to perform: … on resource: arn:… because …`.
    private static func refusedResource(in message: String) -> String? {
        for word in message.split(separator: " ") where word.hasPrefix("arn:") && word.split(separator: ":").contains("codedeploy") {
            return String(word.last == "." || word.last == "," ? word.dropLast() : word)
        }
        return nil
    }
}

extension RolloutError: LoggedError {
    /// The verdict's own line has the cause and the cure.
    package var reminder: String? {
        switch self {
        case .reportFailed: "CodeDeploy could not be told the verdict; its own line says why."
        case .outOfTime: "The hook was undecided when its time ran out; the line of the verdict says what to do."
        case .missing, .malformedEvent, .alreadyReported: nil
        }
    }
}

extension String {
    /// The text, ended as a sentence is.
    fileprivate var sentence: String { hasSuffix(".") ? self : self + "." }
}
