"""A Lambda custom runtime and a CodeDeploy hook in plain Python, which share no code with the project: what the tests of the local cloud run.

What it does with an event is in the variable BEHAVIOUR, one of the functions below.
"""
import datetime, hashlib, hmac, http.client, json, os, signal, socket, subprocess, sys, threading, time, types, urllib.request

API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/"

ANSWERED = object()
context = types.SimpleNamespace()


def post(path, body, headers={}):
    request = urllib.request.Request(API + path, data=body, headers=headers, method="POST")
    return urllib.request.urlopen(request).read()


def put_status(deployment, execution, status):
    """PutLifecycleEventHookExecutionStatus, signed by hand."""
    env = os.environ
    url = env["AWS_ENDPOINT_URL_CODEDEPLOY"] + "/"
    host = url.split("/")[2]
    region = env["AWS_REGION"]
    body = json.dumps({"deploymentId": deployment, "lifecycleEventHookExecutionId": execution, "status": status}).encode()
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": host,
        "x-amz-date": stamp,
        "x-amz-security-token": env["AWS_SESSION_TOKEN"],
        "x-amz-target": "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
    }
    names = ";".join(headers)
    canonical = "\n".join(
        ["POST", "/", "", "".join(f"{k}:{v}\n" for k, v in headers.items()), names, hashlib.sha256(body).hexdigest()])
    scope = f"{stamp[:8]}/{region}/codedeploy/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + env["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/") + [text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={env['AWS_ACCESS_KEY_ID']}/{scope}, SignedHeaders={names}, Signature={key.hex()}")
    return json.load(urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers)))


def report(event, status):
    put_status(event["DeploymentId"], event["LifecycleEventHookExecutionId"], status)
    return {"reported": status}


def succeed(event):
    print("about to succeed")
    return report(event, "Succeeded")


def fail(event):
    return report(event, "Failed")


def silent(event):
    return "nothing said"


def throw(event):
    raise ValueError("the answer is 41")


def unlinked(event):
    class LinkError(Exception):
        pass

    raise LinkError('"Api" is not linked')


def succeed_and_throw(event):
    report(event, "Succeeded")
    raise ValueError("too late")


def hang(event):
    print("hanging", flush=True)
    time.sleep(600)


def start_children():
    """One in the process's group, one in a session of its own; tells their numbers."""
    children = [subprocess.Popen(["sleep", "600"], start_new_session=leaves) for leaves in (False, True)]
    print("pids", os.getpid(), *(child.pid for child in children), flush=True)


def hang_with_child(event):
    start_children()
    time.sleep(600)


def leave_child(event):
    """Goes on while children of its own still run, with its output open."""
    start_children()
    return report(event, "Succeeded") if event else None


def exit3(event):
    sys.exit(3)


def exit0(event):
    sys.exit(0)


def segfault(event):
    os.kill(os.getpid(), signal.SIGSEGV)


def chatter(event):
    for number in range(100_000):
        print("line", number)
    return report(event, "Succeeded")


def long_line(event):
    print("x" * 1_000_000)
    return report(event, "Succeeded")


def environment(event):
    print(json.dumps(dict(os.environ)))
    print(os.getcwd())
    return report(event, "Succeeded")


def deployment(event):
    """Answers with what CodeDeploy tells of the deployment."""
    import boto3
    client = boto3.client("codedeploy", endpoint_url=os.environ["AWS_ENDPOINT_URL_CODEDEPLOY"])
    id = event["DeploymentId"]
    info = client.get_deployment(deploymentId=id)["deploymentInfo"]
    revision = client.get_application_revision(applicationName=info["applicationName"], revision=info["revision"])["revision"]
    spec = json.loads((revision.get("appSpecContent") or revision["string"])["content"])
    function = list(spec["Resources"][0].values())[0]["Properties"]
    target = client.get_deployment_target(
        deploymentId=id, targetId=client.list_deployment_targets(deploymentId=id)["targetIds"][0])["deploymentTarget"]["lambdaTarget"]
    info_of_function = target["lambdaFunctionInfo"]
    client.get_deployment_group(applicationName=info["applicationName"], deploymentGroupName=info["deploymentGroupName"])
    return {
        "status": info["status"], "application": info["applicationName"],
        "appspec": [function[name] for name in ("Name", "Alias", "CurrentVersion", "TargetVersion")],
        "target": [info_of_function[name] for name in ("functionName", "functionAlias", "currentVersion", "targetVersion")],
        "weight": info_of_function["targetVersionWeight"], "hook": list(spec["Hooks"][0].values())[0],
        "running": [e["lifecycleEventName"] for e in target["lifecycleEvents"] if e["status"] == "InProgress"],
    }


def probe(event):
    """What a real hook does: ask the new version, and report by its answer."""
    url = json.loads(os.environ["SST_RESOURCE_Api"])[os.environ.get("PROPERTY", "latestUrl")]
    try:
        with urllib.request.urlopen(url) as response:
            print("answered", response.status, response.read().decode())
            return report(event, "Succeeded")
    except urllib.error.HTTPError as error:
        print("answered", error.code, error.read().decode())
        return report(event, "Failed")


def api(event):
    """A function behind a URL, whose version 2 is broken."""
    version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
    return {"statusCode": 500 if version == "2" else 200, "body": f"version {version}"}


def background(event):
    """Goes on after it has answered: appends to the file that the event names, 200 times a second, for a minute at most."""
    def work():
        for _ in range(12_000):
            with open(event["file"], "a") as file:
                file.write(".")
            time.sleep(0.005)

    if "file" in event:
        threading.Thread(target=work, daemon=True).start()
    time.sleep(event.get("seconds", 0))
    return os.getpid()


def foreign(event):
    """What the Runtime API answers to web pages, and under other names, for a path that it doesn't have."""
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")

    def status(address, headers):
        connection = http.client.HTTPConnection(address, int(port), timeout=10)
        try:
            connection.request("GET", "/nothing", headers=headers)
            return connection.getresponse().status
        except ConnectionRefusedError:
            return None

    return {
        "own": status(host, {}), "page": status(host, {"Origin": "http://localhost:3000"}),
        "image": status(host, {"Sec-Fetch-Site": "cross-site"}), "rebound": status(host, {"Host": "evil.example"}),
        "guessed": status("127.0.0.1", {}),
    }


def no_content(event):
    return {"statusCode": 204, "body": "which must not be sent"}


def stream(event):
    """Streams its response, with an HTTP head before it."""
    prelude = {"statusCode": 418, "headers": {"x-tea": "pot"}, "cookies": ["a=b"]}
    chunks = [json.dumps(prelude).encode(), bytes(8), b"short ", b"and stout"]
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    connection = http.client.HTTPConnection(host, int(port))
    headers = {
        "Content-Type": "application/vnd.awslambda.http-integration-response",
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Transfer-Encoding": "chunked",
    }
    path = f"/2018-06-01/runtime/invocation/{context.request_id}/response"
    connection.request("POST", path, body=iter(chunks), headers=headers, encode_chunked=True)
    connection.getresponse().read()
    return ANSWERED


def cut(event, how="Content-Length: 100\r\n\r\nhalf of"):
    """Sends a part of its response only, and stays."""
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST /2018-06-01/runtime/invocation/{context.request_id}/response HTTP/1.1\r\nHost: {host}\r\n"
        connection.sendall((head + how).encode())
    time.sleep(600)


def cut_stream(event):
    cut(event, "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")


def echo(event):
    return event


def count(event):
    """How many events this process has had."""
    count.events = getattr(count, "events", 0) + 1
    return {"pid": os.getpid(), "events": count.events}


def variables(event):
    return {"variables": dict(os.environ), "cwd": os.getcwd()}


def version(event):
    return {"event": event, "version": os.environ["AWS_LAMBDA_FUNCTION_VERSION"]}


def talk(event):
    for number in range(event["lines"]):
        print("line", number)


def headers(event):
    return context.headers


def wait_for_file(event):
    """Says that it has the event, and answers when a file is there."""
    open(event["ready"], "w").close()
    while not os.path.exists(event["file"]):
        time.sleep(0.005)
    return os.environ["ANSWER"]


def flaky(event):
    """Fails so many times, counting in a file."""
    with open(event["file"], "a+") as file:
        file.write(f"{context.request_id}\n")
        file.seek(0)
        if len(file.readlines()) <= event["failures"]:
            raise ValueError("not yet")


def drip(event):
    """Streams a piece, and another when a file is there."""
    path = json.loads(event["body"])["file"] if "body" in event else event["file"]

    def pieces():
        yield json.dumps({"statusCode": 201, "headers": {"x-drip": "1"}}).encode() + bytes(8)
        yield b"first"
        while not os.path.exists(path):
            time.sleep(0.005)
        if os.environ.get("DIES"):
            os._exit(3)
        yield b" second"

    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    connection = http.client.HTTPConnection(host, int(port))
    headers = {
        "Content-Type": "application/vnd.awslambda.http-integration-response",
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Transfer-Encoding": "chunked",
    }
    path_of_response = f"/2018-06-01/runtime/invocation/{context.request_id}/response"
    connection.request("POST", path_of_response, body=pieces(), headers=headers, encode_chunked=True)
    connection.getresponse().read()
    return ANSWERED


def main():
    behaviour = os.environ.get("BEHAVIOUR", "succeed")
    if behaviour == "init_error":
        error = {"errorType": "ImportError", "errorMessage": "no module named hope"}
        post("init/error", json.dumps(error).encode(), {"Lambda-Runtime-Function-Error-Type": "Runtime.ImportError"})
        sys.exit(1)
    if behaviour == "init_exit":
        sys.exit(7)
    if behaviour == "init_hang":
        time.sleep(600)
    if os.environ.get("AWS_LAMBDA_FUNCTION_VERSION") != "$LATEST" and "SST_RESOURCE_Api" not in os.environ:
        behaviour = os.environ.get("API_BEHAVIOUR", behaviour)
    while True:
        with urllib.request.urlopen(API + "invocation/next") as response:
            event = json.load(response)
            request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
            context.headers = dict(response.headers)
        context.request_id = request_id
        try:
            answer = globals()[behaviour](event)
            sys.stdout.flush()
            if answer is not ANSWERED:
                post(f"invocation/{request_id}/response", json.dumps(answer).encode())
        except Exception as error:
            body = json.dumps({"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": []}).encode()
            post(f"invocation/{request_id}/error", body, {"Lambda-Runtime-Function-Error-Type": "Function.Exception"})


main()
