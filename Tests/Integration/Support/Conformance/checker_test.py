"""Feeds the checker answers with one flaw each, and prints what it found."""
import json, types

from checker import Checker


def found(service, operation, body, kind, status=200, headers=None, parsed=None):
    checker = Checker()
    model = checker.client(service).meta.service_model.operation_model(operation)
    headers = {"x-amzn-requestid": "1", "content-type": kind} if headers is None else headers
    response = types.SimpleNamespace(headers=headers, content=body.encode(), status_code=status)
    checker.after_call(response, parsed or {}, model)
    return checker.problems


def deployment(**members):
    return found("codedeploy", "GetDeployment", json.dumps({"deploymentInfo": members}), "application/x-amz-json-1.1")


def role(body):
    return found("iam", "ListRoles", f"<ListRolesResponse><ListRolesResult>{body}</ListRolesResult><ResponseMetadata/></ListRolesResponse>", "text/xml")


def error(code, status):
    return found(
        "lambda", "GetAlias", "{}", "application/json", status, parsed={"Error": {"Code": code, "Message": "m"}})


print(json.dumps({
    "none": deployment(deploymentId="d-1", createTime=1.5, status="Failed") + role("<IsTruncated>false</IsTruncated><Roles/>")
    + error("ResourceNotFoundException", 404),
    "unknown member": deployment(deploymentID="d-1"),
    "timestamp as text": deployment(createTime="2024-01-01T00:00:00Z"),
    "value of an enumeration": deployment(status="Done"),
    "kind of a value": deployment(deploymentId=1),
    "boolean": deployment(ignoreApplicationStopFailures=1),
    "list": deployment(loadBalancerInfo={"targetGroupInfoList": {}}),
    "member that is required": role("<IsTruncated>false</IsTruncated>"),
    "element of a list": role("<Roles><Role/></Roles>"),
    "text of a boolean": role("<Roles/><IsTruncated>0</IsTruncated>"),
    "error of another operation": error("PreconditionFailedException", 412),
    "status of an error": error("ResourceNotFoundException", 400),
    "status of an answer": found("lambda", "CreateAlias", "{}", "application/json", 200),
    "request id": found("lambda", "GetAlias", "{}", "application/json", headers={"content-type": "application/json"}),
}))
