"""Creates, changes and deletes at the same time in all services of a local cloud, kills it with -9 again and again, starts it again from
its folder, and checks that nothing is lost and that everything fits together. Arguments: the path of `rollout`, a seed, seconds.

Prints JSON: {"seed", "calls", "kills", "problems"}. The seed decides what each worker does, not how the machine interleaves them.
"""
import base64, concurrent.futures, hashlib, io, json, os, random, shutil, signal, socket, subprocess, sys, tempfile, threading, time
import urllib.error, urllib.request, zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

WORKERS = 6
ROLE = "arn:aws:iam::123456789012:role/any"
ASSUMED = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
BOOTSTRAP = """#!%s
import os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        event.read()
        id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    urllib.request.urlopen(urllib.request.Request(api + id + "/response", data=b'"%s"', method="POST")).read()
"""
problems, calls, kills = [], 0, 0
lock = threading.Lock()


def problem(text):
    with lock:
        if text not in problems and len(problems) < 100:
            problems.append(text)


def code(token):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, BOOTSTRAP % (sys.executable, token))
    return file.getvalue()


class Killed(Exception):
    """The cloud was killed during a call."""


class Cloud:
    """A run of `rollout local`, over one folder."""

    def __init__(self, rollout, folder):
        self.is_killed = threading.Event()
        self.log = open(os.path.join(folder, "log"), "ab")
        self.process = subprocess.Popen(
            [rollout, "local", "--port", "0", "--json", "--speed", "max", "--data", os.path.join(folder, "data")],
            stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL)
        greeting = {}
        while "endpoint" not in greeting:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("rollout local has ended: " + open(self.log.name, errors="replace").read()[-2000:])
            greeting = json.loads(line)
        threading.Thread(target=shutil.copyfileobj, args=(self.process.stdout, self.log), daemon=True).start()
        variables = greeting["environment"]
        session = boto3.Session(
            variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables.get("AWS_SESSION_TOKEN"), "us-east-1")
        config = Config(
            retries={"total_max_attempts": 1}, read_timeout=60, connect_timeout=10, max_pool_connections=WORKERS * 2,
            s3={"addressing_style": "path"})
        for name in ("lambda", "s3", "iam", "sns", "cloudwatch", "codedeploy"):
            setattr(self, name.replace("lambda", "functions"), session.client(name, endpoint_url=greeting["endpoint"], config=config))

    def call(self, call, *allowed, **arguments):
        """The answer, or the code of the error."""
        global calls
        calls += 1
        try:
            return call(**arguments)
        except ClientError as error:
            status, found = error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
            if self.is_killed.is_set():
                raise Killed from error
            if status >= 500 or found not in allowed:
                problem(f"{error.operation_name}: {status} {error}")
            return found
        except (BotoCoreError, OSError) as error:
            if self.is_killed.is_set() or self.process.poll() is not None:
                if not self.is_killed.is_set():
                    problem(f"the cloud has ended by itself with {self.process.returncode}")
                raise Killed from error
            problem(f"{type(error).__name__}: {error}")
            return "no answer"

    def kill(self):
        self.is_killed.set()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


# Things that one worker alone makes, changes and deletes: `put` gives one a token, `get` reads it (None where there is nothing).


class Object:
    def put(cloud, name, token, _): cloud.call(cloud.s3.put_object, Bucket="stress", Key=name, Body=token)
    def delete(cloud, name): cloud.call(cloud.s3.delete_object, Bucket="stress", Key=name)

    def get(cloud, name):
        answer = cloud.call(cloud.s3.get_object, "NoSuchKey", Bucket="stress", Key=name)
        return None if answer == "NoSuchKey" else answer["Body"].read().decode()


class Role:
    def put(cloud, name, token, exists):
        if exists: cloud.call(cloud.iam.update_role, RoleName=name, Description=token)
        else: cloud.call(cloud.iam.create_role, RoleName=name, AssumeRolePolicyDocument=ASSUMED, Description=token)

    def delete(cloud, name): cloud.call(cloud.iam.delete_role, RoleName=name)

    def get(cloud, name):
        answer = cloud.call(cloud.iam.get_role, "NoSuchEntity", RoleName=name)
        return None if answer == "NoSuchEntity" else answer["Role"]["Description"]


class Topic:
    def arn(name): return "arn:aws:sns:us-east-1:123456789012:" + name

    def put(cloud, name, token, exists):
        if exists: cloud.call(cloud.sns.set_topic_attributes, TopicArn=Topic.arn(name), AttributeName="DisplayName", AttributeValue=token)
        else: cloud.call(cloud.sns.create_topic, Name=name, Attributes={"DisplayName": token})

    def delete(cloud, name): cloud.call(cloud.sns.delete_topic, TopicArn=Topic.arn(name))

    def get(cloud, name):
        answer = cloud.call(cloud.sns.get_topic_attributes, "NotFound", "NotFoundException", TopicArn=Topic.arn(name))
        return None if isinstance(answer, str) else answer["Attributes"]["DisplayName"]


class Alarm:
    def put(cloud, name, token, _):
        cloud.call(
            cloud.cloudwatch.put_metric_alarm, AlarmName=name, AlarmDescription=token, MetricName="m", Namespace="n", Period=60,
            EvaluationPeriods=1, Threshold=1, Statistic="Sum", ComparisonOperator="GreaterThanThreshold")

    def delete(cloud, name): cloud.call(cloud.cloudwatch.delete_alarms, AlarmNames=[name])

    def get(cloud, name):
        alarms = cloud.call(cloud.cloudwatch.describe_alarms, AlarmNames=[name])["MetricAlarms"]
        return alarms[0]["AlarmDescription"] if alarms else None


class Application:
    def arn(name): return "arn:aws:codedeploy:us-east-1:123456789012:application:" + name

    def put(cloud, name, token, exists):
        tags = [{"Key": "token", "Value": token}]
        if exists: cloud.call(cloud.codedeploy.tag_resource, ResourceArn=Application.arn(name), Tags=tags)
        else: cloud.call(cloud.codedeploy.create_application, applicationName=name, computePlatform="Lambda", tags=tags)

    def delete(cloud, name): cloud.call(cloud.codedeploy.delete_application, applicationName=name)

    def get(cloud, name):
        answer = cloud.call(cloud.codedeploy.list_tags_for_resource, "InvalidArnException", ResourceArn=Application.arn(name))
        return None if isinstance(answer, str) else answer["Tags"][0]["Value"]


class Function:
    def put(cloud, name, token, exists):
        if exists: cloud.call(cloud.functions.update_function_code, FunctionName=name, ZipFile=code(token))
        else: make(cloud, name, token)

    def delete(cloud, name): cloud.call(cloud.functions.delete_function, FunctionName=name)

    def get(cloud, name):
        answer = cloud.call(cloud.functions.invoke, "ResourceNotFoundException", FunctionName=name, Payload=b"{}")
        if answer == "ResourceNotFoundException": return None
        text = answer["Payload"].read().decode()
        return text if "FunctionError" in answer else json.loads(text)


class Alias:
    def put(cloud, name, token, exists):
        call = cloud.functions.update_alias if exists else cloud.functions.create_alias
        cloud.call(call, FunctionName="fixed", Name=name, FunctionVersion="1", Description=token)

    def delete(cloud, name): cloud.call(cloud.functions.delete_alias, FunctionName="fixed", Name=name)

    def get(cloud, name):
        answer = cloud.call(cloud.functions.get_alias, "ResourceNotFoundException", FunctionName="fixed", Name=name)
        return None if isinstance(answer, str) else answer["Description"]


KINDS = [Object, Object, Role, Topic, Alarm, Application, Alias, Function]


def make(cloud, name, token, *allowed):
    return cloud.call(
        cloud.functions.create_function, *allowed, FunctionName=name, Role=ROLE, Runtime="provided.al2023", Handler="bootstrap", Timeout=30,
        Code={"ZipFile": code(token)})


def spec(current, target):
    properties = {"Name": "shifted", "Alias": "live", "CurrentVersion": current, "TargetVersion": target}
    return json.dumps({"version": 0.0, "Resources": [{"F": {"Type": "AWS::Lambda::Function", "Properties": properties}}]})


def deploy(cloud, r):
    """Moves the alias that all workers move, one deployment at a time."""
    current = cloud.call(cloud.functions.get_alias, FunctionName="shifted", Name="live")["FunctionVersion"]
    content = spec(current, "2" if current == "1" else "1")
    answer = cloud.call(
        cloud.codedeploy.create_deployment, "DeploymentLimitExceededException", applicationName="fixed", deploymentGroupName="fixed",
        deploymentConfigName="CodeDeployDefault.Lambda" + r.choice(["AllAtOnce", "Canary10Percent5Minutes", "Linear10PercentEvery1Minute"]),
        revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}})
    if isinstance(answer, dict) and r.randrange(3) == 0:
        cloud.call(
            cloud.codedeploy.stop_deployment, "DeploymentAlreadyCompletedException", deploymentId=answer["deploymentId"],
            autoRollbackEnabled=True)


class Story:
    """What is known of the cloud, over all its runs."""

    def __init__(self, seed):
        self.seed = seed
        self.known = [{} for _ in range(WORKERS)]  # by worker: what (kind, name) may hold
        self.winners = {}  # of objects that only the first may write, by key
        self.ports = set()  # of URLs
        self.round = 0

    def prepare(self, cloud):
        cloud.call(cloud.s3.create_bucket, Bucket="stress")
        for name in ("fixed", "shifted"):
            make(cloud, name, "1")
            cloud.call(cloud.functions.publish_version, FunctionName=name)
            cloud.call(cloud.functions.update_function_code, FunctionName=name, ZipFile=code("2"))
            cloud.call(cloud.functions.publish_version, FunctionName=name)
        cloud.call(cloud.functions.create_alias, FunctionName="shifted", Name="live", FunctionVersion="1")
        cloud.call(cloud.codedeploy.create_application, applicationName="fixed", computePlatform="Lambda")
        cloud.call(cloud.codedeploy.create_deployment_group, applicationName="fixed", deploymentGroupName="fixed", serviceRoleArn=ROLE)

    def work(self, cloud, worker, until):
        r = random.Random(f"{self.seed} {self.round} {worker}")
        number = 0
        try:
            while time.monotonic() < until and not cloud.is_killed.is_set():
                number += 1
                token = f"t{self.round}-{worker}-{number}"
                if r.randrange(3): self.own(cloud, worker, r, token)
                else: self.shared(cloud, worker, r, token)
        except Killed:
            pass
        except Exception as error:
            if not cloud.is_killed.is_set():
                problem(f"a worker: {type(error).__name__}: {error}")

    def own(self, cloud, worker, r, token):
        kind = r.choice(KINDS)
        name = f"{kind.__name__.lower()}-{worker}-{r.randrange(3)}"
        possible = self.known[worker].setdefault((kind, name), {None})
        if len(possible) > 1 or r.randrange(4) == 0:
            return self.look(cloud, worker, kind, name)
        [now] = possible
        new = None if now is not None and r.randrange(3) == 0 else token
        # Until the answer is there, it may be either.
        self.known[worker][kind, name] = {now, new}
        if new is None: kind.delete(cloud, name)
        else: kind.put(cloud, name, new, now is not None)
        if not cloud.is_killed.is_set(): self.known[worker][kind, name] = {new}

    def look(self, cloud, worker, kind, name):
        possible = self.known[worker][kind, name]
        found = kind.get(cloud, name)
        if cloud.is_killed.is_set(): raise Killed
        if found not in possible:
            problem(f"{kind.__name__} {name} holds {found}, where it can only hold {possible}")
        self.known[worker][kind, name] = {found}

    def shared(self, cloud, worker, r, token):
        what = r.randrange(7)
        name = f"shared-{r.randrange(3)}"
        if what == 0:
            answer = make(cloud, name, token, "ResourceConflictException")
            # 201 means that its code is there, whatever is deleted beside it.
            if isinstance(answer, dict):
                told = cloud.call(cloud.functions.get_function, "ResourceNotFoundException", FunctionName=name)
                if isinstance(told, dict) and told["Configuration"]["CodeSha256"] == answer["CodeSha256"]: self.download(told)
        elif what == 1:
            cloud.call(cloud.functions.delete_function, "ResourceNotFoundException", "ResourceConflictException", FunctionName=name)
        elif what == 2:
            key = f"first-{self.round}-{r.randrange(1000) // 100}-{int(time.monotonic() * 2)}"
            answer = cloud.call(
                cloud.s3.put_object, "PreconditionFailed", "ConditionalRequestConflict", Bucket="stress", Key=key, Body=token, IfNoneMatch="*")
            if isinstance(answer, dict):
                with lock: self.winners.setdefault(key, []).append(token)
        elif what == 3:
            deploy(cloud, r)
        elif what == 4:
            answer = cloud.call(cloud.functions.create_function_url_config, "ResourceConflictException", FunctionName="fixed", AuthType="NONE")
            if isinstance(answer, dict):
                with lock: self.ports.add(answer["FunctionUrl"])
        elif what == 5:
            cloud.call(cloud.functions.delete_function_url_config, "ResourceNotFoundException", FunctionName="fixed")
        else:
            cloud.call(
                cloud.codedeploy.create_deployment_group, "DeploymentGroupAlreadyExistsException", "ApplicationDoesNotExistException",
                applicationName="fixed", deploymentGroupName=name, serviceRoleArn=ROLE)
            cloud.call(
                cloud.codedeploy.delete_deployment_group, applicationName="fixed", deploymentGroupName=name)

    def download(self, told):
        """The code of a function has the checksum that it is told with."""
        name, wanted = told["Configuration"]["FunctionName"], told["Configuration"]["CodeSha256"]
        try:
            with urllib.request.urlopen(told["Code"]["Location"], timeout=30) as answer: found = answer.read()
        except urllib.error.HTTPError as error:
            # It may have been deleted by now.
            if error.code >= 500: problem(f"the code of {name}: {error.code}")
            return
        except OSError:
            return
        if base64.b64encode(hashlib.sha256(found).digest()).decode() != wanted: problem(f"the code of {name} is another's")

    def check(self, cloud):
        """Checks everything, while no worker runs."""
        for worker in range(WORKERS):
            for kind, name in list(self.known[worker]): self.look(cloud, worker, kind, name)
        for page in cloud.functions.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                name = function["FunctionName"]
                answer = cloud.call(cloud.functions.invoke, FunctionName=name, Payload=b"{}")
                if not isinstance(answer, dict) or "FunctionError" in answer:
                    problem(f"{name} is listed and can't be invoked: {answer if isinstance(answer, str) else answer['Payload'].read()}")
        for key, tokens in self.winners.items():
            found = cloud.call(cloud.s3.get_object, Bucket="stress", Key=key)["Body"].read().decode()
            if tokens != [found]: problem(f"{key} was written first by {tokens}, and holds {found}")
        self.winners = {}
        self.check_deployments(cloud)
        self.check_urls(cloud)

    def check_deployments(self, cloud):
        until = time.monotonic() + 60
        active = ["Created", "Queued", "InProgress", "Ready"]
        while running := cloud.call(cloud.codedeploy.list_deployments, includeOnlyStatuses=active)["deployments"]:
            if time.monotonic() > until: return problem(f"deployments that don't end: {running}")
            time.sleep(0.05)
        alias = cloud.call(cloud.functions.get_alias, FunctionName="shifted", Name="live")
        weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
        if weights: problem(f"no deployment is under way, and the alias has the weights {weights}")

    def check_urls(self, cloud):
        answer = cloud.call(cloud.functions.get_function_url_config, "ResourceNotFoundException", FunctionName="fixed")
        now = answer["FunctionUrl"] if isinstance(answer, dict) else None
        cloud.call(cloud.functions.delete_function_url_config, "ResourceNotFoundException", FunctionName="fixed")
        for url in self.ports | {now} - {None}:
            host, port = url.split("/")[2].split(":")
            for _ in range(40):
                with socket.socket() as connection:
                    if connection.connect_ex((host, int(port))): break
                time.sleep(0.05)
            else: problem(f"the port of {url} is open, and the URL is deleted")
        self.ports = set()


def main():
    global kills
    rollout, seed, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    end = time.monotonic() + seconds
    folder = tempfile.mkdtemp(prefix="rollout-stress-")
    story = Story(seed)
    r = random.Random(seed)
    cloud = Cloud(rollout, folder)
    try:
        story.prepare(cloud)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            while time.monotonic() < end and not problems:
                story.round += 1
                length = min(r.uniform(0.5, 5), max(0.5, end - time.monotonic()))
                until = time.monotonic() + length + 60
                tasks = [pool.submit(story.work, cloud, worker, until) for worker in range(WORKERS)]
                time.sleep(length)
                cloud.kill()
                kills += 1
                concurrent.futures.wait(tasks)
                cloud = Cloud(rollout, folder)
                story.check(cloud)
    except Killed:
        problem("the cloud ended while it was checked")
    finally:
        cloud.kill()
        log = os.path.join(folder, "log")
        if problems: sys.stderr.write(open(log, errors="replace").read()[-4000:])
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"seed": seed, "calls": calls, "kills": kills, "problems": problems}))


main()
