"""Reports a hook's status with boto3, wrong ways first, and prints what came of it as JSON."""
import json, os, sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

deployment, execution = sys.argv[1:]
config = Config(retries={"max_attempts": 1})
client = boto3.client("codedeploy", config=config)


def put(deployment, execution, status, client=client):
    try:
        return client.put_lifecycle_event_hook_execution_status(
            deploymentId=deployment, lifecycleEventHookExecutionId=execution, status=status)["lifecycleEventHookExecutionId"]
    except ClientError as error:
        return type(error).__name__ if type(error) is not ClientError else error.response["Error"]["Code"]


def other():
    try:
        client.continue_deployment(deploymentId=deployment)
    except ClientError as error:
        return error.response["Error"]["Code"]


print(json.dumps({
    "pending": put(deployment, execution, "Pending"),
    "unknown": put("d-AAAAAAAA0", execution, "Succeeded"),
    "malformed": put("nonsense", execution, "Succeeded"),
    "execution": put(deployment, "nonsense", "Succeeded"),
    "wrong_secret": put(
        deployment, execution, "Succeeded",
        boto3.client(
            "codedeploy", config=config, aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="wrong",
            aws_session_token=os.environ["AWS_SESSION_TOKEN"])),
    "other": other(),
    "first": put(deployment, execution, "Succeeded"),
    "second": put(deployment, execution, "Succeeded"),
}))
