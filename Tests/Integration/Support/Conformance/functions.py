"""Lambda: functions from zips, versions, aliases, URLs and what clients ask about them."""
import io, json, pathlib, sys, time, urllib.request, zipfile

import iam

BOOTSTRAP = pathlib.Path(__file__).parent.parent / "bootstrap.py"


def code(note=""):
    """A zip with the Python function as its `bootstrap`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, f"#!{sys.executable}\n# {note}\n" + BOOTSTRAP.read_text())
    return file.getvalue()


def make_role(checker, name, service="lambda", **allowed):
    client = checker.client("iam")
    trust = iam.statement(Principal={"Service": f"{service}.amazonaws.com"}, Action="sts:AssumeRole")
    role = client.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    if allowed:
        client.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=iam.statement(**allowed))
    return role


def make(client, name, role, behaviour, **settings):
    settings.setdefault("Code", {"ZipFile": code()})
    return client.create_function(
        FunctionName=name, Role=role, Runtime="provided.al2023", Handler="bootstrap", Timeout=30,
        Environment={"Variables": {"BEHAVIOUR": behaviour}}, **settings)


def run(checker):
    client = checker.client("lambda")
    role = make_role(checker, "function")
    made = make(client, "shop", role, "echo", Publish=True, Tags={"a": "1"}, Description="d")
    checker.expect(made["Version"] == "1", "the first version is 1")
    arn = made["FunctionArn"].removesuffix(":1")
    checker.error("ResourceConflictException", make, client=client, name="shop", role=role, behaviour="echo")
    checker.error("ResourceNotFoundException", client.get_function, FunctionName="missing")
    checker.error("InvalidParameterValueException", make, client=client, name="other", role=role, behaviour="echo", Code={"S3Bucket": "missing", "S3Key": "x"})
    foreign = make_role(checker, "foreign", "codedeploy")
    gone = make_role(checker, "gone")
    checker.client("iam").delete_role(RoleName="gone")
    for untaken in (foreign, gone):
        refusal = checker.error("InvalidParameterValueException", make, client=client, name="other", role=untaken, behaviour="echo")
        checker.expect("The role defined for the function cannot be assumed by Lambda." in str(refusal), f"{refusal} is about the role")
        checker.error("InvalidParameterValueException", client.update_function_configuration, FunctionName="shop", Role=untaken)
    client.get_waiter("function_active_v2").wait(FunctionName="shop")
    client.get_function(FunctionName="shop", Qualifier="1")
    client.get_function_configuration(FunctionName=arn)

    checker.client("s3").create_bucket(Bucket="functions")
    checker.client("s3").put_object(Bucket="functions", Key="shop.zip", Body=code("2"))
    client.update_function_code(FunctionName="shop", S3Bucket="functions", S3Key="shop.zip")
    client.update_function_configuration(FunctionName="shop", MemorySize=512)
    client.get_waiter("function_updated_v2").wait(FunctionName="shop")
    second = client.publish_version(FunctionName="shop")
    checker.expect(second["Version"] == "2" and client.publish_version(FunctionName="shop")["Version"] == "2", "nothing changed, nothing published")
    checker.expect([item["Version"] for item in client.get_paginator("list_versions_by_function").paginate(FunctionName="shop", PaginationConfig={"PageSize": 1}).search("Versions[]")] == ["$LATEST", "1", "2"], "three versions")
    make(client, "other", role, "throw")
    checker.expect(len(list(client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1}))) == 2, "two pages of functions")

    alias = client.create_alias(FunctionName="shop", Name="live", FunctionVersion="1")
    checker.error("ResourceConflictException", client.create_alias, FunctionName="shop", Name="live", FunctionVersion="1")
    client.update_alias(FunctionName="shop", Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
    checker.error("PreconditionFailedException", client.update_alias, FunctionName="shop", Name="live", RevisionId=alias["RevisionId"])
    client.get_alias(FunctionName="shop", Name="live")
    client.list_aliases(FunctionName="shop")

    answer = client.invoke(FunctionName="shop", Qualifier="live", Payload=json.dumps({"k": "ü"}).encode(), LogType="Tail")
    checker.expect(json.load(answer["Payload"]) == {"k": "ü"} and answer["ExecutedVersion"] == "2" and "LogResult" in answer, "the weighted version answers")
    large = json.dumps("x" * (6 * 1024 * 1024 - 2)).encode()
    checker.expect(client.invoke(FunctionName="shop", Payload=large)["Payload"].read() == large, "6 MiB go and come")
    checker.error("RequestTooLargeException", client.invoke, FunctionName="shop", Payload=large + b" " * 100)
    failed = client.invoke(FunctionName="other", Payload=b"{}")
    checker.expect(failed["FunctionError"] == "Unhandled" and "errorMessage" in json.load(failed["Payload"]), "a function that fails says so")
    checker.expect(client.invoke(FunctionName="shop", InvocationType="DryRun")["StatusCode"] == 204, "a dry run")
    checker.expect(client.invoke(FunctionName="shop", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202, "an event")
    client.invoke_async(FunctionName="shop", InvokeArgs=b"{}")
    checker.error("InvalidRequestContentException", client.invoke, FunctionName="shop", Payload=b"{")
    checker.error("ResourceNotFoundException", client.invoke, FunctionName="shop", Qualifier="9")

    url = client.create_function_url_config(FunctionName="shop", Qualifier="live", AuthType="NONE", Cors={"AllowOrigins": ["*"]})["FunctionUrl"]
    public = dict(FunctionName="shop", Qualifier="live", Principal="*")
    client.add_permission(**public, StatementId="url", Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE")
    client.add_permission(**public, StatementId="function", Action="lambda:InvokeFunction", InvokedViaFunctionUrl=True)
    checker.expect(json.load(urllib.request.urlopen(url + "path"))["rawPath"] == "/path", "the URL answers")
    client.get_function_url_config(FunctionName="shop", Qualifier="live")
    client.update_function_url_config(FunctionName="shop", Qualifier="live", InvokeMode="RESPONSE_STREAM")
    client.list_function_url_configs(FunctionName="shop")
    client.delete_function_url_config(FunctionName="shop", Qualifier="live")
    checker.error("ResourceNotFoundException", client.get_function_url_config, FunctionName="shop", Qualifier="live")

    client.add_permission(FunctionName="shop", StatementId="s", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com")
    json.loads(client.get_policy(FunctionName="shop")["Policy"])
    client.remove_permission(FunctionName="shop", StatementId="s")
    checker.error("ResourceNotFoundException", client.get_policy, FunctionName="shop")
    client.put_function_concurrency(FunctionName="shop", ReservedConcurrentExecutions=0)
    client.get_function_concurrency(FunctionName="shop")
    checker.error("TooManyRequestsException", client.invoke, FunctionName="shop")
    client.delete_function_concurrency(FunctionName="shop")
    client.tag_resource(Resource=arn, Tags={"b": "2", "c/d": "3"})
    client.untag_resource(Resource=arn, TagKeys=["a", "c/d"])
    checker.expect(client.list_tags(Resource=arn)["Tags"] == {"b": "2"}, "the tags are changed")
    client.put_function_event_invoke_config(FunctionName="shop", MaximumRetryAttempts=1)
    client.update_function_event_invoke_config(FunctionName="shop", MaximumEventAgeInSeconds=60)
    client.get_function_event_invoke_config(FunctionName="shop")
    client.list_function_event_invoke_configs(FunctionName="shop")
    client.delete_function_event_invoke_config(FunctionName="shop")
    source = client.create_event_source_mapping(FunctionName="shop", EventSourceArn="arn:aws:sqs:us-east-1:123456789012:queue", Enabled=False)["UUID"]
    client.get_event_source_mapping(UUID=source)
    client.update_event_source_mapping(UUID=source, BatchSize=5)
    client.list_event_source_mappings()
    client.delete_event_source_mapping(UUID=source)
    client.get_account_settings()
    client.get_function_code_signing_config(FunctionName="shop")
    client.get_runtime_management_config(FunctionName="shop")
    client.put_function_recursion_config(FunctionName="shop", RecursiveLoop="Allow")
    client.get_function_recursion_config(FunctionName="shop")
    client.list_provisioned_concurrency_configs(FunctionName="shop")
    checker.error("ProvisionedConcurrencyConfigNotFoundException", client.get_provisioned_concurrency_config, FunctionName="shop", Qualifier="live")
    client.delete_alias(FunctionName="shop", Name="live")
    client.delete_function(FunctionName="shop")
    checker.error("ResourceNotFoundException", client.invoke, FunctionName="shop")
