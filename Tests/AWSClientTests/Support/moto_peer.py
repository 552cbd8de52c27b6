"""moto's CodeDeploy on a free loopback port, with authentication on.

Makes a user with an access key and a policy, prints {"port", "accessKeyId", "secretAccessKey"} as one line of JSON, then serves until it is
stopped or its parent is gone.
"""

import json
import logging
import os
import sys
import threading
import time

# The calls that make the user come before there is anybody who could sign them.
SETUP_CALLS = 3
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = str(SETUP_CALLS)
os.environ["MOTO_ALLOW_NONEXISTENT_REGION"] = "true"

import boto3  # noqa: E402
from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()

iam = boto3.client(
    "iam", endpoint_url=f"http://127.0.0.1:{server.port}", region_name="eu-central-1", aws_access_key_id="setup", aws_secret_access_key="setup"
)
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "codedeploy:List*", "Resource": "*"}]}
iam.create_user(UserName="hook")
iam.put_user_policy(UserName="hook", PolicyName="lists", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="hook")["AccessKey"]
print(json.dumps({"port": server.port, "accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}), flush=True)
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.5)
