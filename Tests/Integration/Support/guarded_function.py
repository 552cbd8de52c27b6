"""Reads a CloudFormation template and prints what is missing for its function to be guarded by two hooks, an alarm and CodeDeploy."""
import fnmatch
import json
import re
import sys

with open(sys.argv[1]) as file:
    resources = json.load(file)["Resources"]
faults = []


def expect(holds, text):
    if not holds:
        faults.append(text)
    return holds


def properties(name):
    return resources[name].get("Properties", {})


def of_type(kind):
    return [name for name, resource in resources.items() if resource["Type"] == kind]


# What a Ref or an attribute is, as text that can be compared.

def reference(name):
    if name not in resources:
        return name  # a parameter
    kind, values = resources[name]["Type"], properties(name)
    if kind == "AWS::Lambda::Function":
        return text(values.get("FunctionName", name))
    if kind == "AWS::Lambda::Alias":
        return function_arn(text(values["FunctionName"])) + ":" + text(values["Name"])
    if kind == "AWS::CloudWatch::Alarm":
        return text(values.get("AlarmName", name))
    return name


def attribute(name, key):
    return function_arn(reference(name)) if resources[name]["Type"] == "AWS::Lambda::Function" and key == "Arn" else f"{name}.{key}"


def function_arn(name):
    return f"arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:function:{name}"


def text(value):
    if isinstance(value, (str, int, float)):
        return str(value)
    (key, argument), = value.items()
    if key == "Ref":
        return reference(argument)
    if key == "Fn::GetAtt":
        return attribute(*argument)
    if key == "Fn::Join":
        return argument[0].join(map(text, argument[1]))
    pattern, named = (argument, {}) if isinstance(argument, str) else argument

    def replaced(match):
        name, _, key = match[1].partition(".")
        return text(named[name]) if name in named else attribute(name, key) if key else reference(name)

    return re.sub(r"\$\{([^}!]+)\}", replaced, pattern)


# Which resource waits for which.

def mentioned(value):
    if isinstance(value, list):
        for item in value:
            yield from mentioned(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0]
            elif key == "Fn::Sub":
                yield from re.findall(r"\$\{([^}.!]+)", item if isinstance(item, str) else item[0])
                yield from mentioned(item)
            else:
                yield from mentioned(item)


def waits_for(name):
    resource = resources[name]
    after = resource.get("DependsOn", [])
    found = set(mentioned([resource.get("Properties"), resource.get("UpdatePolicy")])) | set([after] if isinstance(after, str) else after)
    return found & resources.keys()


def all_before(name):
    found, queue = set(), [name]
    while queue:
        for other in waits_for(queue.pop()) - found:
            found.add(other)
            queue.append(other)
    return found


def statements(role):
    yield from (one for policy in properties(role).get("Policies", []) for one in policy["PolicyDocument"]["Statement"])
    for policy in of_type("AWS::IAM::Policy"):
        if {"Ref": role} in properties(policy)["Roles"]:
            yield from properties(policy)["PolicyDocument"]["Statement"]


def granted(role, action):
    for one in statements(role):
        actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
        targets = one["Resource"] if isinstance(one["Resource"], list) else [one["Resource"]]
        if any(fnmatch.fnmatchcase(action, pattern) for pattern in actions):
            yield from map(text, targets)


for name in resources:
    expect(name not in all_before(name), f"{name} waits for itself")

lives = [name for name in of_type("AWS::Lambda::Alias") if "CodeDeployLambdaAliasUpdate" in resources[name].get("UpdatePolicy", {})]
if not expect(len(lives) == 1, f"CodeDeploy moves {len(lives)} aliases, not one"):
    sys.exit("\n".join(faults))
live = properties(lives[0])
update = resources[lives[0]]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
api, version = reference(live["FunctionName"]["Ref"]), text(live["FunctionVersion"])
hooks = {key: update.get(key, {}).get("Ref") for key in ("BeforeAllowTrafficHook", "AfterAllowTrafficHook")}
application, group = update["ApplicationName"]["Ref"], update["DeploymentGroupName"]["Ref"]
arn = "arn:AWS::Partition:codedeploy:AWS::Region:AWS::AccountId:"
group_arn, application_arn = f"{arn}deploymentgroup:{application}/{group}", f"{arn}application:{application}"

for key, hook in hooks.items():
    if not expect(hook in of_type("AWS::Lambda::Function"), f"{key} is no function"):
        continue
    settings = properties(hook)
    expect(settings.get("MemorySize", 128) >= 256, f"{hook} has less than 256 MB")
    expect(settings.get("Timeout", 3) >= 30, f"{hook} has less than 30 seconds")
    expect(any(
        reference(properties(name)["FunctionName"]["Ref"]) == reference(hook) and properties(name).get("MaximumRetryAttempts") == 0
        for name in of_type("AWS::Lambda::EventInvokeConfig")), f"{hook} is tried again when it fails")
    role = settings["Role"]["Fn::GetAtt"][0]
    for action, target in [
        ("PutLifecycleEventHookExecutionStatus", group_arn), ("GetDeployment", group_arn), ("GetApplicationRevision", application_arn)]:
        expect(set(granted(role, "codedeploy:" + action)) == {target}, f"{hook} may {action} on other things than {target}")
    variables = settings.get("Environment", {}).get("Variables", {})
    if not expect("SST_RESOURCE_Api" in variables, f"{hook} is linked to nothing"):
        continue
    link = json.loads(text(variables["SST_RESOURCE_Api"]))
    expect(link.get("type") == "sst.aws.Function" and link.get("name") == api, f"{hook}'s link is of another kind or function")
    expect(link.get("qualifier") == text(live["Name"]), f"{hook}'s qualifier is not the alias that CodeDeploy moves")

    # The way to the new version
    url = link.get("latestUrl", "").removesuffix(".FunctionUrl")
    latest = [
        name for name in of_type("AWS::Lambda::Alias")
        if text(properties(name)["Name"]) == link.get("latestQualifier") and reference(properties(name)["FunctionName"]["Ref"]) == api]
    expect(latest, f"{hook}'s latestQualifier is no alias")
    if expect(url in of_type("AWS::Lambda::Url"), f"{hook}'s latestUrl is no Function URL") and latest:
        expect(text(properties(url)["TargetFunctionArn"]) == function_arn(api), f"{url} is another function's")
        expect(properties(url)["Qualifier"] == link["latestQualifier"], f"{url} is another alias'")
        expect(text(properties(latest[0])["FunctionVersion"]) == version, f"{latest[0]} is not at the new version")
        expect(latest[0] in all_before(lives[0]), f"the traffic does not wait for {latest[0]}")
        allowed = [
            (one["Action"], one.get("FunctionUrlAuthType"), one.get("InvokedViaFunctionUrl"))
            for one in map(properties, of_type("AWS::Lambda::Permission"))
            if text(one["FunctionName"]) == reference(latest[0]) and one["Principal"] == "*"]
        for needed in [("lambda:InvokeFunctionUrl", "NONE", None), ("lambda:InvokeFunction", None, True)]:
            expect(needed in allowed, f"{url} is not public: {needed[0]}")

    # The way to what users have
    entrance = link.get("url", "").removesuffix(".ApiEndpoint")
    if expect(entrance in of_type("AWS::ApiGatewayV2::Api"), f"{hook}'s url is no HTTP API"):
        targets = [
            text(properties(name)["IntegrationUri"]) for name in of_type("AWS::ApiGatewayV2::Integration")
            if text(properties(name)["ApiId"]) == entrance]
        expect(targets == [reference(lives[0])], f"{entrance} leads to {targets}")
        expect(any(text(properties(name)["ApiId"]) == entrance for name in of_type("AWS::ApiGatewayV2::Route")), f"{entrance} has no route")
        expect(any(
            one["Principal"] == "apigateway.amazonaws.com" and text(one["FunctionName"]) == reference(lives[0])
            for one in map(properties, of_type("AWS::Lambda::Permission"))), f"{entrance} may not invoke the alias")

settings = properties(group)
expect(text(settings["ApplicationName"]) == application, f"{group} is another application's")
style = {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"}
expect(settings["DeploymentStyle"] == style, f"{group} moves no traffic")
events = set(settings["AutoRollbackConfiguration"]["Events"])
expect({"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"} <= events, f"{group} does not roll back")
alarms = [one["Name"]["Ref"] for one in settings.get("AlarmConfiguration", {}).get("Alarms", [])]
expect(alarms and settings["AlarmConfiguration"].get("Enabled"), f"{group} has no alarm")
for alarm in alarms:
    one = properties(alarm)
    dimensions = {dimension["Name"]: text(dimension["Value"]) for dimension in one["Dimensions"]}
    own = {"FunctionName": api, "Resource": f"{api}:{text(live['Name'])}", "ExecutedVersion": version}
    expect(dimensions == own, f"{alarm} counts {dimensions}")
    expect(version in text(one.get("AlarmName", "")), f"{alarm} is the last version's, too")
    kind = (one["Namespace"], one["MetricName"], one["TreatMissingData"])
    expect(kind == ("AWS/Lambda", "Errors", "notBreaching"), f"{alarm} counts no errors")

role = settings["ServiceRoleArn"]["Fn::GetAtt"][0]
own = function_arn(api)
for action in ["GetAlias", "UpdateAlias", "GetProvisionedConcurrencyConfig"]:
    expect(set(granted(role, "lambda:" + action)) == {own, own + ":*"}, f"{role} may {action} of other functions, or not of this one")
expect(set(granted(role, "cloudwatch:DescribeAlarms")) == {"*"}, f"{role} may not see alarms")
invoked = {target.removesuffix(":*") for target in granted(role, "lambda:InvokeFunction")}
expect(invoked == {function_arn(reference(hook)) for hook in hooks.values() if hook}, f"{role} may invoke {sorted(invoked)}")
expect(not properties(role).get("ManagedPolicyArns"), f"{role} may do what AWS's policies say")

print("\n".join(faults), end="")
