"""Applications, groups, configurations, revisions, tags, and deployments of real functions with a real hook. Needs time that jumps."""
import datetime, hashlib, io, json, sys, time, zipfile

FUNCTION = """#!%s
import json, os, time, urllib.request
import boto3

API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(API + "next") as response:
        event = json.load(response)
        request = response.headers["Lambda-Runtime-Aws-Request-Id"]
    if os.environ["VERDICT"] == "none":
        time.sleep(5)  # in real time, which is why the cloud's does not jump
    elif "DeploymentId" in event:
        print("asked about", event["DeploymentId"], flush=True)
        boto3.client("codedeploy").put_lifecycle_event_hook_execution_status(
            deploymentId=event["DeploymentId"], lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
            status=os.environ["VERDICT"])
    urllib.request.urlopen(urllib.request.Request(API + request + "/response", data=b"{}", method="POST")).read()
"""

ROLE = "arn:aws:iam::123456789012:role/deployer"


def package():
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, FUNCTION % sys.executable)
    return memory.getvalue()


def spec(current, target, hooks={}):
    properties = {"Name": "shop", "Alias": "live", "CurrentVersion": current, "TargetVersion": target}
    return json.dumps({
        "version": 0.0, "Resources": [{"Shop": {"Type": "AWS::Lambda::Function", "Properties": properties}}],
        "Hooks": [{event: function} for event, function in hooks.items()]})


def revision(*arguments, **members):
    content = spec(*arguments)
    return {"revisionType": "AppSpecContent", "appSpecContent": {"content": content, "sha256": hashlib.sha256(content.encode()).hexdigest()}}


def run(checker):
    functions(checker.client("lambda"))
    cd = checker.client("codedeploy")
    names(checker, cd)
    configurations(checker, cd)
    groups(checker, cd)
    good = deployment(checker, cd)
    failure(checker, cd)
    stop(checker, cd)
    revisions(checker, cd, good)
    tags(checker, cd)
    pages(checker, cd)
    unsupported(checker, cd, good)
    for group in ["live", "second"]:
        cd.delete_deployment_group(applicationName="shop", deploymentGroupName=group)
    cd.delete_deployment_config(deploymentConfigName="fifth")
    cd.delete_application(applicationName="shop")
    checker.error("ApplicationDoesNotExistException", cd.get_application, applicationName="shop")


def functions(client):
    code = {"ZipFile": package()}
    for name, verdict in [("shop", ""), ("before", "Succeeded"), ("after", "Succeeded"), ("sceptic", "Failed"), ("slow", "none")]:
        client.create_function(
            FunctionName=name, Runtime="provided.al2023", Handler="bootstrap", Role="arn:aws:iam::123456789012:role/function", Code=code,
            Timeout=60, Environment={"Variables": {"VERDICT": verdict}})
        client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    for number in range(1, 4):
        client.update_function_configuration(FunctionName="shop", Environment={"Variables": {"NUMBER": str(number)}})
        client.get_waiter("function_updated_v2").wait(FunctionName="shop", WaiterConfig={"Delay": 1})
        version = client.publish_version(FunctionName="shop")["Version"]
        assert version == str(number), version
    client.create_alias(FunctionName="shop", Name="live", FunctionVersion="1")


def names(checker, cd):
    cd.create_application(applicationName="stall", computePlatform="Lambda", tags=[{"Key": "team", "Value": "shop"}])
    checker.error("ApplicationAlreadyExistsException", cd.create_application, applicationName="stall")
    checker.error("InvalidApplicationNameException", cd.create_application, applicationName="not / this")
    checker.error("InvalidComputePlatformException", cd.create_application, applicationName="x", computePlatform="Edge")
    cd.update_application(applicationName="stall", newApplicationName="shop")
    info = cd.get_application(applicationName="shop")["application"]
    checker.expect(info["computePlatform"] == "Lambda", "the platform comes back")
    checker.expect(cd.batch_get_applications(applicationNames=["shop"])["applicationsInfo"] == [info], "the batch has it")


def configurations(checker, cd):
    routing = {"type": "TimeBasedLinear", "timeBasedLinear": {"linearPercentage": 20, "linearInterval": 1}}
    cd.create_deployment_config(deploymentConfigName="fifth", computePlatform="Lambda", trafficRoutingConfig=routing)
    info = cd.get_deployment_config(deploymentConfigName="fifth")["deploymentConfigInfo"]
    checker.expect(info["trafficRoutingConfig"] == routing, "the routing comes back")
    routing["timeBasedLinear"]["linearPercentage"] = 100
    checker.error(
        "InvalidTrafficRoutingConfigurationException", cd.create_deployment_config, deploymentConfigName="x", computePlatform="Lambda",
        trafficRoutingConfig=routing)
    for name in cd.list_deployment_configs()["deploymentConfigsList"]:
        cd.get_deployment_config(deploymentConfigName=name)


def groups(checker, cd):
    group = {"applicationName": "shop", "deploymentGroupName": "live"}
    cd.create_deployment_group(
        **group, deploymentConfigName="CodeDeployDefault.LambdaCanary10Percent5Minutes", serviceRoleArn=ROLE,
        deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
        autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}, alarmConfiguration={"enabled": False, "alarms": []},
        triggerConfigurations=[{
            "triggerName": "t", "triggerTargetArn": "arn:aws:sns:us-east-1:123456789012:missing", "triggerEvents": ["DeploymentStart"]}],
        tags=[{"Key": "a", "Value": "b"}])
    cd.create_deployment_group(applicationName="shop", deploymentGroupName="later", deploymentConfigName="fifth", serviceRoleArn=ROLE)
    checker.error("DeploymentGroupAlreadyExistsException", cd.create_deployment_group, **group, serviceRoleArn=ROLE)
    checker.error("InvalidRoleException", cd.create_deployment_group, **group | {"deploymentGroupName": "x"}, serviceRoleArn="me")
    cd.update_deployment_group(applicationName="shop", currentDeploymentGroupName="later", newDeploymentGroupName="second")
    checker.expect(cd.list_deployment_groups(applicationName="shop")["deploymentGroups"] == ["live", "second"], "both are listed")
    info = cd.get_deployment_group(**group)["deploymentGroupInfo"]
    batch = cd.batch_get_deployment_groups(applicationName="shop", deploymentGroupNames=["live", "none"])
    checker.expect(batch["deploymentGroupsInfo"] == [info] and "none" in batch["errorMessage"], "the batch has what there is")
    checker.error("DeploymentConfigInUseException", cd.delete_deployment_config, deploymentConfigName="fifth")


def deploy(cd, *arguments, **more):
    return cd.create_deployment(
        applicationName="shop", deploymentGroupName="live", revision=revision(*arguments), **more)["deploymentId"]


def settled(cd, id):
    while (info := cd.get_deployment(deploymentId=id)["deploymentInfo"])["status"] not in ("Succeeded", "Failed", "Stopped"):
        time.sleep(0.05)
    return info


def deployment(checker, cd):
    id = deploy(cd, "1", "2", {"BeforeAllowTraffic": "before", "AfterAllowTraffic": "after"}, description="the second")
    cd.get_waiter("deployment_successful").wait(deploymentId=id, WaiterConfig={"Delay": 1})
    info = cd.get_deployment(deploymentId=id)["deploymentInfo"]
    lasted = (info["completeTime"] - info["startTime"]).total_seconds()
    checker.expect(300 <= lasted < 360, f"a canary of five minutes took {lasted} seconds")
    checker.expect(cd.batch_get_deployments(deploymentIds=[id])["deploymentsInfo"] == [info], "the batch has it")
    checker.expect(cd.list_deployment_targets(deploymentId=id)["targetIds"] == ["shop:live"], "the target is the alias")
    target = cd.get_deployment_target(deploymentId=id, targetId="shop:live")["deploymentTarget"]
    batch = cd.batch_get_deployment_targets(deploymentId=id, targetIds=["shop:live"])["deploymentTargets"]
    checker.expect(batch == [target], "the batch has the target")
    events = target["lambdaTarget"]["lifecycleEvents"]
    checker.expect([event["status"] for event in events] == ["Succeeded"] * 5, f"all events succeeded: {events}")
    checker.expect(id in events[1]["diagnostics"]["logTail"], f"the hook's log is kept: {events[1]}")
    checker.error("DeploymentTargetDoesNotExistException", cd.get_deployment_target, deploymentId=id, targetId="x")
    checker.error("DeploymentAlreadyCompletedException", cd.stop_deployment, deploymentId=id)
    checker.error(
        "InvalidLifecycleEventHookExecutionIdException", cd.put_lifecycle_event_hook_execution_status, deploymentId=id,
        lifecycleEventHookExecutionId="x", status="Succeeded")
    checker.error("DeploymentDoesNotExistException", cd.get_deployment, deploymentId="d-AAAAAAAAA")
    return id


def failure(checker, cd):
    """A hook that stops version 3 after it has all the traffic; CodeDeploy brings version 2 back."""
    id = deploy(cd, "2", "3", {"AfterAllowTraffic": "sceptic"}, deploymentConfigName="CodeDeployDefault.LambdaAllAtOnce")
    info = settled(cd, id)
    checker.expect(info["status"] == "Failed" and info["errorInformation"]["code"] == "HOOK_EXECUTION_FAILURE", f"it failed: {info}")
    rollback = settled(cd, info["rollbackInfo"]["rollbackDeploymentId"])
    checker.expect(rollback["status"] == "Succeeded" and rollback["creator"] == "codeDeployRollback", f"it was rolled back: {rollback}")
    checker.expect(rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"] == id, "the rollback knows its cause")
    alias = checker.client("lambda").get_alias(FunctionName="shop", Name="live")
    checker.expect(alias["FunctionVersion"] == "2" and not alias.get("RoutingConfig", {}).get("AdditionalVersionWeights"), f"{alias}")


def stop(checker, cd):
    """An alarm that doesn't exist, and a client that stops a deployment while its hook runs."""
    alarms = {"enabled": True, "alarms": [{"name": "missing"}]}
    info = settled(cd, deploy(cd, "2", "3", overrideAlarmConfiguration=alarms))
    checker.expect(info["status"] == "Failed" and "missing" in info["errorInformation"]["message"], f"an alarm is missing: {info}")
    id = deploy(cd, "2", "3", {"BeforeAllowTraffic": "slow"})
    checker.error("DeploymentLimitExceededException", lambda: deploy(cd, "2", "3"))
    checker.expect(cd.stop_deployment(deploymentId=id, autoRollbackEnabled=False)["status"] == "Pending", "it will be stopped")
    info = settled(cd, id)
    checker.expect(info["status"] == "Stopped" and info["errorInformation"]["code"] == "MANUAL_STOP", f"it was stopped: {info}")
    checker.expect(info["completeTime"] < info["createTime"] + datetime.timedelta(minutes=5), "before its canary")
    stopped = cd.list_deployments(applicationName="shop", deploymentGroupName="live", includeOnlyStatuses=["Stopped"])["deployments"]
    checker.expect(stopped == [id], f"one was stopped: {stopped}")


def revisions(checker, cd, id):
    known = cd.get_deployment(deploymentId=id)["deploymentInfo"]["revision"]
    found = cd.get_application_revision(
        applicationName="shop", revision={"revisionType": "AppSpecContent", "appSpecContent": {"sha256": known["appSpecContent"]["sha256"]}})
    checker.expect(json.loads(found["revision"]["appSpecContent"]["content"])["version"] == 0, "the text is found by its checksum")
    location = {"revisionType": "S3", "s3Location": {"bucket": "code", "key": "spec.yaml", "bundleType": "YAML"}}
    cd.register_application_revision(applicationName="shop", revision=location, description="kept elsewhere")
    batch = cd.batch_get_application_revisions(applicationName="shop", revisions=[known, location])
    checker.expect(len(batch["revisions"]) == 2, f"{batch}")
    listed = cd.list_application_revisions(applicationName="shop", sortBy="lastUsedTime", sortOrder="descending")["revisions"]
    checker.expect(location in listed and known in listed, "both are listed")
    checker.error("InvalidSortByException", cd.list_application_revisions, applicationName="shop", sortBy="size")
    checker.error(
        "RevisionDoesNotExistException", cd.get_application_revision, applicationName="shop",
        revision={"revisionType": "String", "string": {"content": "never seen"}})
    wrong = {"revisionType": "AppSpecContent", "appSpecContent": {"content": "x", "sha256": "0" * 64}}
    checker.error("InvalidRevisionException", cd.create_deployment, applicationName="shop", deploymentGroupName="live", revision=wrong)


def tags(checker, cd):
    arn = "arn:aws:codedeploy:us-east-1:123456789012:application:shop"
    cd.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "store"}, {"Key": "x", "Value": "y"}])
    cd.untag_resource(ResourceArn=arn, TagKeys=["x"])
    checker.expect(cd.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "store"}], "one tag is left")
    checker.error("InvalidArnException", cd.list_tags_for_resource, ResourceArn="shop")
    checker.error("InvalidArnException", cd.list_tags_for_resource, ResourceArn=arn + "s")
    checker.error("ApplicationDoesNotExistException", cd.tag_resource, ResourceArn=arn + "s", Tags=[{"Key": "a", "Value": "b"}])


def pages(checker, cd):
    for number in range(120):
        cd.create_application(applicationName=f"page-{number:03}", computePlatform="Lambda")
        cd.create_deployment_group(applicationName="shop", deploymentGroupName=f"page-{number:03}", serviceRoleArn=ROLE)
        cd.register_application_revision(
            applicationName="shop", revision={"revisionType": "String", "string": {"content": f"revision {number}"}})
    for operation, key, arguments, least in [
        ("list_applications", "applications", {}, 121), ("list_deployment_groups", "deploymentGroups", {"applicationName": "shop"}, 122),
        ("list_application_revisions", "revisions", {"applicationName": "shop"}, 120), ("list_deployments", "deployments", {}, 4),
        ("list_deployment_configs", "deploymentConfigsList", {}, 18),
    ]:
        found = [page[key] for page in cd.get_paginator(operation).paginate(**arguments)]
        items = [json.dumps(item) for page in found for item in page]
        checker.expect(len(items) >= least and len(set(items)) == len(items), f"{operation}: {len(items)} items")
        checker.expect(least < 100 or len(found) > 1, f"{operation} has pages")
        checker.error("InvalidNextTokenException", getattr(cd, operation), **arguments, nextToken="nonsense")
    for number in range(120):
        cd.delete_application(applicationName=f"page-{number:03}")


def unsupported(checker, cd, id):
    checker.error("UnsupportedActionForDeploymentTypeException", cd.continue_deployment, deploymentId=id)
    checker.error("UnsupportedActionForDeploymentTypeException", cd.skip_wait_time_for_instance_termination, deploymentId=id)
