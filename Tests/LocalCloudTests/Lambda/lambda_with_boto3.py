"""Lambda as boto3 calls it, against a local cloud whose endpoint is the first argument; the second is a bootstrap's path."""
import base64, io, json, sys, urllib.request, zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, bootstrap = sys.argv[1:]
client = boto3.client(
    "lambda", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
    config=Config(retries={"total_max_attempts": 1}))
ROLE = "arn:aws:iam::123456789012:role/any"


def code(note=""):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(bootstrap, "bootstrap")
        archive.writestr("note", note)
    return data.getvalue()


def error(operation, **input):
    """The code of the error that a call ends with, which its model has to list."""
    try:
        getattr(client, operation)(**input)
    except ClientError as failure:
        name = failure.response["Error"]["Code"]
        method = client.meta.method_to_api_mapping[operation]
        listed = {shape.name for shape in client.meta.service_model.operation_model(method).error_shapes}
        assert name in listed, (operation, name)
        assert failure.response["Error"]["Message"], (operation, name)
        return name


def behave(behaviour):
    client.update_function_configuration(FunctionName="f", Environment={"Variables": {"BEHAVIOUR": behaviour, "API_BEHAVIOUR": behaviour}})
    client.get_waiter("function_updated_v2").wait(FunctionName="f")
    return client.publish_version(FunctionName="f")["Version"]


made = client.create_function(
    FunctionName="f", Runtime="provided.al2023", Handler="bootstrap", Role=ROLE, Code={"ZipFile": code()}, Timeout=30, Tags={"a": "b"},
    Environment={"Variables": {"BEHAVIOUR": "echo"}})
assert made["State"] == "Pending"
client.get_waiter("function_active_v2").wait(FunctionName="f")
client.get_waiter("function_exists").wait(FunctionName="f")
client.get_waiter("published_version_active").wait(FunctionName="f")

answer = client.invoke(FunctionName="f", Payload=b'{"k": 1}', LogType="Tail")
assert answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST" and "FunctionError" not in answer, answer
assert json.load(answer["Payload"]) == {"k": 1}
assert base64.b64decode(answer["LogResult"]).startswith(b"START RequestId: " + answer["ResponseMetadata"]["RequestId"].encode())

failing, working = behave("throw"), behave("count")
assert (failing, working) == ("1", "2")
failure = client.invoke(FunctionName="f", Qualifier=failing)
assert failure["FunctionError"] == "Unhandled" and json.load(failure["Payload"])["errorType"] == "ValueError"
assert client.invoke(FunctionName="f", InvocationType="DryRun")["StatusCode"] == 204
assert client.invoke(FunctionName="f:2", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
assert json.load(client.invoke(FunctionName=made["FunctionArn"] + ":2")["Payload"])["events"] >= 1
assert error("invoke", FunctionName="nobody") == "ResourceNotFoundException"
assert error("invoke", FunctionName="f", Payload=b"{") == "InvalidRequestContentException"

alias = client.create_alias(
    FunctionName="f", Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
assert alias["RoutingConfig"] == {"AdditionalVersionWeights": {"2": 1.0}}
assert client.invoke(FunctionName="f", Qualifier="live")["ExecutedVersion"] == "2"
assert error("create_alias", FunctionName="f", Name="live", FunctionVersion="1") == "ResourceConflictException"
assert error("update_alias", FunctionName="f", Name="live", RevisionId="x") == "PreconditionFailedException"
moved = client.update_alias(
    FunctionName="f", Name="live", FunctionVersion="2", RoutingConfig={"AdditionalVersionWeights": {}}, RevisionId=alias["RevisionId"])
assert client.get_alias(FunctionName="f", Name="live")["RevisionId"] == moved["RevisionId"]
versions = [v["Version"] for page in client.get_paginator("list_versions_by_function").paginate(
    FunctionName="f", PaginationConfig={"PageSize": 2}) for v in page["Versions"]]
assert versions == ["$LATEST", "1", "2"], versions
assert [a["Name"] for page in client.get_paginator("list_aliases").paginate(FunctionName="f") for a in page["Aliases"]] == ["live"]
assert [f["FunctionName"] for page in client.get_paginator("list_functions").paginate() for f in page["Functions"]] == ["f"]

client.update_function_code(FunctionName="f", ZipFile=code("new"), Publish=True)
assert client.get_function(FunctionName="f", Qualifier="3")["Configuration"]["CodeSize"] > 0
with urllib.request.urlopen(client.get_function(FunctionName="f")["Code"]["Location"]) as location:
    assert zipfile.ZipFile(io.BytesIO(location.read())).read("note") == b"new"

behave("drip")
go = bootstrap + ".go"
open(go, "w").close()
stream = client.invoke_with_response_stream(FunctionName="f", Payload=json.dumps({"file": go}), LogType="Tail")
assert stream["ExecutedVersion"] == "$LATEST"
events = list(stream["EventStream"])
payload = b"".join(event["PayloadChunk"]["Payload"] for event in events if "PayloadChunk" in event)
assert payload.endswith(b"first second"), payload
assert "LogResult" in events[-1]["InvokeComplete"] and "ErrorCode" not in events[-1]["InvokeComplete"], events[-1]
version = behave("throw")
events = list(client.invoke_with_response_stream(FunctionName="f", Qualifier=version)["EventStream"])
assert events[-1]["InvokeComplete"]["ErrorCode"] == "ValueError", events

version = behave("api")
client.update_alias(FunctionName="f", Name="live", FunctionVersion=version)
url = client.create_function_url_config(FunctionName="f", Qualifier="live", AuthType="NONE", Cors={"AllowOrigins": ["*"], "MaxAge": 5})
assert client.get_function_url_config(FunctionName="f", Qualifier="live")["Cors"]["MaxAge"] == 5
for sid, action, more in [
    ("url", "lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}), ("invoke", "lambda:InvokeFunction", {"InvokedViaFunctionUrl": True})]:
    client.add_permission(FunctionName="f", Qualifier="live", StatementId=sid, Action=action, Principal="*", **more)
assert len(json.loads(client.get_policy(FunctionName="f", Qualifier="live")["Policy"])["Statement"]) == 2
assert urllib.request.urlopen(url["FunctionUrl"]).read().decode() == f"version {version}"
request = urllib.request.Request(endpoint + "/x")
with urllib.request.urlopen(url["FunctionUrl"]) as response:
    assert response.headers["x-amzn-RequestId"]
client.remove_permission(FunctionName="f", Qualifier="live", StatementId="url")
assert client.list_function_url_configs(FunctionName="f")["FunctionUrlConfigs"][0]["FunctionUrl"] == url["FunctionUrl"]
assert client.update_function_url_config(FunctionName="f", Qualifier="live", AuthType="AWS_IAM")["AuthType"] == "AWS_IAM"
client.delete_function_url_config(FunctionName="f", Qualifier="live")
assert error("get_function_url_config", FunctionName="f", Qualifier="live") == "ResourceNotFoundException"

client.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
assert client.get_function_concurrency(FunctionName="f")["ReservedConcurrentExecutions"] == 0
assert error("invoke", FunctionName="f") == "TooManyRequestsException"
client.delete_function_concurrency(FunctionName="f")
arn = made["FunctionArn"]
client.tag_resource(Resource=arn, Tags={"c": "d"})
client.untag_resource(Resource=arn, TagKeys=["a"])
assert client.list_tags(Resource=arn)["Tags"] == {"c": "d"}
assert client.get_function_code_signing_config(FunctionName="f")["FunctionName"] == "f"
assert client.get_runtime_management_config(FunctionName="f")["UpdateRuntimeOn"] == "Auto"
assert client.get_function_recursion_config(FunctionName="f")["RecursiveLoop"] == "Terminate"
assert client.get_account_settings()["AccountUsage"]["FunctionCount"] == 1
assert error("get_provisioned_concurrency_config", FunctionName="f", Qualifier="live") == "ProvisionedConcurrencyConfigNotFoundException"
client.put_function_event_invoke_config(FunctionName="f", MaximumRetryAttempts=1)
assert client.get_function_event_invoke_config(FunctionName="f")["MaximumRetryAttempts"] == 1
assert client.list_function_event_invoke_configs(FunctionName="f")["FunctionEventInvokeConfigs"]
client.delete_function_event_invoke_config(FunctionName="f")
mapping = client.create_event_source_mapping(
    FunctionName="f", EventSourceArn="arn:aws:sqs:us-east-1:123456789012:q", BatchSize=3, FunctionResponseTypes=["ReportBatchItemFailures"])
assert client.get_event_source_mapping(UUID=mapping["UUID"])["BatchSize"] == 3
assert client.list_event_source_mappings(FunctionName="f")["EventSourceMappings"]
client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
client.delete_event_source_mapping(UUID=mapping["UUID"])

assert error("delete_function", FunctionName="f", Qualifier=version) == "ResourceConflictException"
client.delete_alias(FunctionName="f", Name="live")
client.delete_function(FunctionName="f", Qualifier=version)
client.delete_function(FunctionName="f")
assert error("get_function", FunctionName="f") == "ResourceNotFoundException"
print("done")
