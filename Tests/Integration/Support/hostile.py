"""Calls the operations of botocore's models with hostile numbers, tokens, times and texts, against the local cloud of the environment.
Arguments: a seed, and how many calls for each operation. Prints JSON: {"calls", "statuses", "problems"}.

An answer is a problem when it is a 5xx, other than S3's NotImplemented, or when there is none.
"""
import base64, collections, concurrent.futures, json, random, sys, threading, time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

import functions

SERVICES = ["codedeploy", "cloudwatch", "sns", "iam", "sts", "lambda", "s3"]
ROLE = "arn:aws:iam::123456789012:role/any"


def token(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


NUMBERS = [0, -1, 1, 2, 59, 60, 101, 2**31 - 1, 2**31, -(2**31), 2**32, 2**53, 2**63 - 1, 2**63, -(2**63), 2**64, 10**30]
DOUBLES = NUMBERS + [0.1, -0.1, 1e15, 1e18, 1e19, 1e300, -1e300, 1.7976931348623157e308, 5e-324]
TIMES = [0, 1, -1, 1e9, 1.8e9, 1e11, -1e11, 2.5e11]
RAW_TIMES = TIMES + [1e12, 1e15, 1e18, 9.3e18, 1e19, 1e300, -1e300, 2**63]
TOKENS = [token(f"{name}{number}") for name in ("next:", "", "ListApplications\n", "offset:") for number in (
    "9223372036854775807", "-9223372036854775808", "-1", "0", "1", "18446744073709551616", "1e300", "")] + [
    token(b"\xff\xfe\x00"), "AA==", "=", "9223372036854775807", "-1", "a" * 5000, "%00", "🙂"]
TEXTS = TOKENS + [
    "", " ", "a", "\x00", "\x7f", "../../etc/passwd", "/", "//", "%2e%2e%2f", "🙂" * 400, "e\u0301", "\u2028", "a" * 300, "a" * 70_000, "*", "$LATEST",
    "arn:", "arn:aws:lambda:us-east-1:123456789012:function:", "arn:aws:lambda:us-east-1:210987654321:function:fixed", "arn:aws:sns:::", ":" * 200,
    "[" * 3000, "{" * 3000, "(" * 3000, "<a/>" * 500, "&amp;", "null", "true", "NaN", "inf", "1e400", "0x7fffffffffffffff", "-9223372036854775809",
    "bytes=9223372036854775807-", "bytes=-9223372036854775808", "bytes=5-1", "2262-04-11T23:47:16Z", "99999-01-01T00:00:00Z",
    "FILL(m1," * 200, "1/0", "m1*" * 500, "SUM(METRICS())", "rate(9223372036854775807 minutes)", "cron(* * * * ? *)", '{"Version":"2012-10-17"}',
    '{"Version":"2012-10-17","Statement":' + "[" * 500, "ALARM(" * 300]
# What a member of this name holds, where it is not meant to be hostile.
KNOWN = {
    "FunctionName": "fixed", "Bucket": "hostile", "Key": "key", "RoleName": "role", "TopicArn": "arn:aws:sns:us-east-1:123456789012:topic",
    "AlarmName": "alarm", "applicationName": "fixed", "deploymentGroupName": "fixed", "currentDeploymentGroupName": "fixed",
    "ResourceArn": "arn:aws:codedeploy:us-east-1:123456789012:application:fixed", "Namespace": "n", "MetricName": "m", "Role": ROLE,
    "serviceRoleArn": ROLE, "RoleArn": ROLE, "Name": "live", "FunctionVersion": "$LATEST", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:fixed",
    "deploymentId": "d-ABCDEF123", "Qualifier": "live", "computePlatform": "Lambda", "Runtime": "provided.al2023", "Handler": "h", "Statistic": "Sum",
    "ComparisonOperator": "GreaterThanThreshold", "Period": 60, "EvaluationPeriods": 1, "Id": "m1", "Stat": "Sum", "StatementId": "s", "Action": "lambda:InvokeFunction",
    "Principal": "sns.amazonaws.com", "Message": "hello", "Protocol": "http", "PolicyName": "p", "RoleSessionName": "s", "AuthType": "NONE"}


class Maker:
    def __init__(self, r, is_raw):
        self.r = r
        self.is_raw = is_raw

    def value(self, shape, name, odds, depth=0):
        """A value for a member; a hostile one with these odds."""
        r = self.r
        hostile = r.random() < odds
        kind = shape.type_name
        if kind == "structure":
            if depth > 6: return {}
            members = {}
            for member, of in shape.members.items():
                if member in shape.required_members or member in KNOWN or r.random() < (0.3 if depth else 0.4):
                    members[member] = self.value(of, member, odds, depth + 1)
            return members
        if kind == "list":
            count = r.choice([0, 1, 1, 2, 120]) if hostile and depth < 3 else 1
            return [self.value(shape.member, name, odds, depth + 1) for _ in range(count)]
        if kind == "map":
            return {self.value(shape.key, "", odds, depth + 1) or "k": self.value(shape.value, "", odds, depth + 1) for _ in range(r.choice([0, 1, 2]))}
        if kind in ("integer", "long"): return r.choice(NUMBERS) if hostile else KNOWN.get(name, 1)
        if kind in ("float", "double"): return r.choice(DOUBLES) if hostile else 1.0
        if kind == "timestamp": return r.choice(RAW_TIMES if self.is_raw else TIMES)
        if kind == "boolean": return r.random() < 0.5
        if kind == "blob": return r.choice([b"", b"{}", b"\x00" * 100, b"PK\x05\x06" + b"\xff" * 18, b"[" * 5000])
        if hostile and ("token" in name.lower() or "marker" in name.lower()): return r.choice(TOKENS)
        if hostile: return r.choice(TEXTS)
        if name in KNOWN: return KNOWN[name]
        return r.choice(shape.enum) if shape.enum else "a"


def client(service):
    return boto3.client(service, config=Config(
        retries={"total_max_attempts": 1}, parameter_validation=False, read_timeout=120, max_pool_connections=4,
        s3={"addressing_style": "path"}))


def prepare():
    lam = client("lambda")
    functions.make(lam, "fixed", ROLE, "echo")
    lam.create_alias(FunctionName="fixed", Name="live", FunctionVersion="$LATEST")
    s3 = client("s3")
    s3.create_bucket(Bucket="hostile")
    s3.put_object(Bucket="hostile", Key="key", Body=b"body")
    client("sns").create_topic(Name="topic")
    cd = client("codedeploy")
    cd.create_application(applicationName="fixed", computePlatform="Lambda")
    cd.create_deployment_group(applicationName="fixed", deploymentGroupName="fixed", serviceRoleArn=ROLE)


def run(service, seed, count):
    problems, statuses, slowest = [], collections.Counter(), ("", 0)
    api = client(service)
    model = api.meta.service_model
    raw = threading.local()

    def patch(params, **_):
        # botocore can't write such times and numbers; the service has to take what comes.
        if model.protocol == "json" and getattr(raw, "input", None) is not None:
            params["body"] = json.dumps(raw.input, default=lambda value: value.decode("latin-1")).encode()

    api.meta.events.register("before-call", patch)
    for operation in model.operation_names:
        shape = model.operation_model(operation).input_shape
        # Deleting what all calls need ends it, and these have no answer that botocore can read.
        if operation in ("SelectObjectContent", "WriteGetObjectResponse", "SubscribeToShard"): continue
        for number in range(count):
            r = random.Random(f"{seed} {service} {operation} {number}")
            maker = Maker(r, model.protocol == "json")
            arguments = maker.value(shape, "", r.choice([0.1, 0.3, 0.6])) if shape else {}
            if operation.startswith("Delete"):
                for name in KNOWN: arguments.pop(name, None) if r.random() < 0.9 else None
            # A length that the body doesn't have is a lie of HTTP's: the server waits a minute for the rest, and then closes the connection.
            arguments.pop("ContentLength", None)
            raw.input = arguments
            began = time.monotonic()
            try:
                answer = api._make_api_call(operation, arguments)
                status = answer["ResponseMetadata"]["HTTPStatusCode"]
            except ClientError as error:
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                if status >= 500 and not (service == "s3" and error.response["Error"]["Code"] == "NotImplemented"):
                    problems.append(f"{operation} {number}: {status} {str(error)[:300]} to {str(arguments)[:600]}")
            except HTTPClientError as error:
                problems.append(f"{operation} {number}: {type(error).__name__} {str(error)[:200]} to {str(arguments)[:600]}")
                continue
            except (BotoCoreError, ValueError, TypeError, OverflowError, OSError, AttributeError, KeyError):
                continue  # what botocore itself doesn't send
            statuses[status] += 1
            took = time.monotonic() - began
            if took > slowest[1]: slowest = (f"{operation} {number}", round(took, 2))
            if len(problems) > 30: return problems, statuses, slowest
    return problems, statuses, slowest


def main():
    seed, count = sys.argv[1], int(sys.argv[2])
    prepare()
    with concurrent.futures.ThreadPoolExecutor(len(SERVICES)) as pool:
        results = list(pool.map(lambda service: run(service, seed, count), SERVICES))
    statuses = sum((result[1] for result in results), collections.Counter())
    # Whatever was sent, it lives.
    client("sts").get_caller_identity()
    print(json.dumps({
        "calls": sum(statuses.values()), "statuses": {str(status): number for status, number in sorted(statuses.items())},
        "slowest": [result[2] for result in results], "problems": [problem for result in results for problem in result[0]]}))


if __name__ == "__main__":
    sys.path.insert(0, "")
    main()
