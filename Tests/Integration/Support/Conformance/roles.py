"""Deployments under roles that were made in IAM: what the classic mistakes come to."""
import json, time

import functions


def spec(hook, current, target):
    return {"revisionType": "AppSpecContent", "appSpecContent": {"content": json.dumps({
        "version": 0.0,
        "Resources": [{"f": {"Type": "AWS::Lambda::Function", "Properties": {
            "Name": "shop", "Alias": "live", "CurrentVersion": current, "TargetVersion": target}}}],
        "Hooks": [{"BeforeAllowTraffic": hook}]})}}


def run(checker):
    client = checker.client("codedeploy")
    function = checker.client("lambda")
    iam = checker.client("iam")
    report = dict(Action=["codedeploy:PutLifecycleEventHookExecutionStatus"], Resource="arn:aws:codedeploy:*:*:deploymentgroup:shop/*")
    role = functions.make_role(checker, "hook", **report)
    mute = functions.make_role(checker, "mute")
    service = functions.make_role(checker, "deploy", "codedeploy")
    iam.attach_role_policy(RoleName="deploy", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda")
    functions.make(function, "shop", role, "echo", Publish=True)
    function.update_function_configuration(FunctionName="shop", MemorySize=256)
    function.publish_version(FunctionName="shop")
    function.create_alias(FunctionName="shop", Name="live", FunctionVersion="1")
    functions.make(function, "CodeDeployHook_good", role, "succeed")
    functions.make(function, "CodeDeployHook_mute", mute, "succeed")
    functions.make(function, "before-traffic", role, "succeed")
    group = dict(applicationName="shop", deploymentGroupName="live")
    client.create_application(applicationName="shop", computePlatform="Lambda")
    client.create_deployment_group(
        **group, serviceRoleArn=service, deploymentConfigName="CodeDeployDefault.LambdaAllAtOnce",
        deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"})

    def deploy(hook):
        return wait(client, client.create_deployment(**group, revision=spec(hook, "1", "2"))["deploymentId"])

    def message(info):
        targets = client.list_deployment_targets(deploymentId=info["deploymentId"])["targetIds"]
        target = client.get_deployment_target(deploymentId=info["deploymentId"], targetId=targets[0])["deploymentTarget"]["lambdaTarget"]
        texts = [event.get("diagnostics", {}).get("message", "") for event in target["lifecycleEvents"]]
        return " ".join([info.get("errorInformation", {}).get("message", ""), *texts])

    # AWS's policy lets CodeDeploy invoke only functions whose names begin so.
    refused = deploy("before-traffic")
    checker.expect(refused["status"] == "Failed" and "lambda:InvokeFunction" in message(refused), f"the hook's name forbids it: {message(refused)}")
    # The hook may not report: the report is refused, and the hook fails.
    unheard = deploy("CodeDeployHook_mute")
    checker.expect(unheard["status"] == "Failed", f"a hook that may not report fails the deployment: {unheard}")
    log = function.invoke(
        FunctionName="CodeDeployHook_mute", Payload=json.dumps({"DeploymentId": "d-AAAAAAAA0", "LifecycleEventHookExecutionId": "x"}).encode())
    checker.expect(log["FunctionError"] == "Unhandled", "its call is refused")
    iam.update_assume_role_policy(
        RoleName="deploy", PolicyDocument=functions.iam.statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole"))
    untrusted = deploy("CodeDeployHook_good")
    checker.expect(untrusted["status"] == "Failed" and untrusted["errorInformation"]["code"].startswith("IAM_ROLE"), f"the role doesn't trust CodeDeploy: {untrusted}")
    iam.update_assume_role_policy(
        RoleName="deploy", PolicyDocument=functions.iam.statement(Principal={"Service": "codedeploy.amazonaws.com"}, Action="sts:AssumeRole"))
    done = deploy("CodeDeployHook_good")
    checker.expect(done["status"] == "Succeeded", f"with the right roles it goes through: {done} {message(done)}")
    checker.expect(function.get_alias(FunctionName="shop", Name="live")["FunctionVersion"] == "2", "version 2 has the traffic")
    delegates(checker, service)


def delegates(checker, service):
    """What roles of clients may do: no more than their policies say, also by way of others' roles and objects."""
    iam = checker.client("iam")
    trust = functions.iam.statement(Principal={"AWS": "123456789012"}, Action="sts:AssumeRole")
    builder = iam.create_role(RoleName="builder", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName="builder", PolicyName="own", PolicyDocument=functions.iam.statement(
        Action=["lambda:*", "codedeploy:*"], Resource="*"))
    iam.put_role_policy(RoleName="builder", PolicyName="objects", PolicyDocument=functions.iam.statement(
        Action=["s3:PutObject", "s3:DeleteObject"], Resource="arn:aws:s3:::open/*"))
    made = checker.client("sts").assume_role(RoleArn=builder, RoleSessionName="me")["Credentials"]
    keys = dict(
        aws_access_key_id=made["AccessKeyId"], aws_secret_access_key=made["SecretAccessKey"], aws_session_token=made["SessionToken"])
    lambda_, deploy, s3, admin = [
        checker.client(name, **given) for name, given in (("lambda", keys), ("codedeploy", keys), ("s3", keys), ("s3", {}))]
    role = functions.make_role(checker, "passed")
    group = dict(applicationName="shop", deploymentGroupName="other", serviceRoleArn=service)

    def refused(call, **arguments):
        error = checker.error("AccessDeniedException", call, **arguments)
        checker.expect("iam:PassRole" in str(error), f"the role may not be passed: {error}")

    refused(functions.make, client=lambda_, name="built", role=role, behaviour="echo")
    refused(deploy.create_deployment_group, **group)
    refused(lambda_.update_function_configuration, FunctionName="shop", Role=role)
    refused(deploy.update_deployment_group, applicationName="shop", currentDeploymentGroupName="live", serviceRoleArn=service)
    iam.put_role_policy(RoleName="builder", PolicyName="pass", PolicyDocument=functions.iam.statement(
        Action="iam:PassRole", Resource=role, Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}))
    functions.make(lambda_, "built", role, "echo")
    refused(deploy.create_deployment_group, **group)

    for bucket in ("open", "secret"):
        admin.create_bucket(Bucket=bucket)
        admin.put_object(Bucket=bucket, Key="key", Body=b"secret")
    checker.error("AccessDenied", s3.copy_object, Bucket="open", Key="copy", CopySource="secret/key")
    checker.error("AccessDenied", s3.put_object, Bucket="open", Key="key", Body=b"x", IfMatch="abc")
    checker.error("AccessDenied", s3.put_object, Bucket="open", Key="key", Body=b"x", Tagging="a=1")
    for bucket, errors in (("secret", ["AccessDenied"]), ("open", [])):
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "key"}]})
        checker.expect([item["Code"] for item in answer.get("Errors", [])] == errors, f"{bucket}: {answer}")


def wait(client, deployment):
    for _ in range(1200):
        info = client.get_deployment(deploymentId=deployment)["deploymentInfo"]
        if info["status"] in ("Succeeded", "Failed", "Stopped"):
            return info
        time.sleep(0.05)
    raise TimeoutError(info)
