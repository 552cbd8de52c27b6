"""Generates requests and signs them with botocore; prints both as JSON.

usage: botocore_signatures.py <seed> <count>
"""

import json
import random
import sys
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

random.seed(int(sys.argv[1]))

WORDS = [
    "a", "A", "0", "a-b", "a_b", "a.b", "a~b", "a b", "a+b", "a%b", "a%20b", "a=b", "a&b", "a/b", "a:b", "a@b", "a$b", "a,b", "a;b", "a?b",
    "a#b", "[a]", "{a}", "(a)", "a'b", 'a"b', "a*b", "a!b", "a|b", "a\\b", "a^b", "a`b", "<a>", "é", "ü", "日本", "ሴ", "🙂", "e\u0301", "-", "~",
    "Zürich", "arn:aws:lambda:eu-central-1:123456789012:function:f",
]  # fmt: skip
# What a path may carry unencoded, and what clients send unencoded all the same.
RAW = ["a:b", "a@b", "a+b", "a!b", "a$b", "a'b", "(a)", "a*b", "a,b", "a;b", "a=b", "é", "日本", "a b", "%2F", "%2f", "%zz", "100%"]
SPACES = ["", " ", "  ", "\t", " \t "]
HOSTS = [
    "https://codedeploy.eu-central-1.amazonaws.com", "https://codedeploy.eu-central-1.amazonaws.com:443", "http://localhost:4566",
    "http://127.0.0.1:80", "https://EXAMPLE.com", "http://[::1]:9000", "https://[2001:db8::1]", "http://user@host.example:443",
]  # fmt: skip


def some(choices, least, most):
    return [random.choice(choices) for _ in range(random.randint(least, most))]


def path(encoded_once):
    words = some(["", ".", ".."] + [quote(word, safe="~") for word in WORDS], 0, 5)
    if not encoded_once:
        words += some(RAW, 0, 2)
        random.shuffle(words)
    return random.choice(["/", "/", "//", ""] if not words else ["/", "/", "//"]) + "/".join(words) + random.choice(["", "", "/"])


def query(repeats):
    pairs = []
    for _ in range(random.choice([0, 0, 1, 2, 3, 6])):
        key = quote(random.choice(WORDS), safe="-_.~")
        if not repeats and key in [pair[0] for pair in pairs]:
            continue
        pairs.append((key, quote(random.choice(WORDS + ["", ""]), safe="-_.~")))
    if repeats and pairs and random.random() < 0.4:
        pairs.append((pairs[0][0], quote(random.choice(WORDS), safe="-_.~")))
    texts = [key if not value and random.random() < 0.5 else f"{key}={value}" for key, value in pairs]
    return "?" + "&".join(texts) if texts else ""


def headers():
    result = []
    for name in random.sample(
        ["Content-Type", "X-Amz-Target", "X-Amz-Meta-Note", "X-B", "x-a", "My-Header1", "User-Agent", "Connection", "X-Amzn-Trace-Id",
         "Expect", "Accept", "Range"], random.randint(0, 5)
    ):  # fmt: skip
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            words = some(WORDS, 0, 4)
            result.append([name, random.choice(SPACES) + random.choice([" ", "   ", "\t"]).join(words) + random.choice(SPACES)])
    if random.random() < 0.2:
        result.append(["Host", random.choice(["example.amazonaws.com", "Example.com:8080"])])
    random.shuffle(result)
    return result


def case():
    kind = random.choice(["headers", "headers", "headers", "unsigned", "s3", "query", "query", "s3query"])
    signer = {"headers": SigV4Auth, "unsigned": SigV4Auth, "s3": S3SigV4Auth, "query": SigV4QueryAuth, "s3query": S3SigV4QueryAuth}[kind]
    presigned = kind.endswith("query")
    url = random.choice(HOSTS)
    if kind == "unsigned":
        url = url.replace("http://", "https://")
    # botocore leaves a path of S3 as it is, so it has to begin with a slash there.
    url += path(kind.startswith("s3")) if not kind.startswith("s3") else "/" + path(True).lstrip("/")
    url += query(repeats=not presigned)
    method = random.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"])
    body = "" if presigned or random.random() < 0.3 else "".join(some(WORDS, 1, 8))
    # Secrets and tokens are arbitrary text as far as a signer knows.
    access, secret = f"AKIA{random.randrange(10**12)}", "".join(random.choices("ABCabc012/+=", k=40))
    token = random.choice([None, "".join(random.choices("ABCabc012/+=", k=random.randint(1, 300)))])
    region, service = random.choice(["us-east-1", "eu-central-1", "cn-north-1"]), random.choice(["codedeploy", "lambda", "s3", "service"])
    year = random.choice([1999, 2000, 2015, 2024, 2100])
    stamp = f"{year}{random.randint(1, 12):02}{random.randint(1, 28):02}T{random.randint(0, 23):02}{random.randint(0, 59):02}{random.randint(0, 59):02}Z"
    given = headers()

    request = AWSRequest(method=method, url=url, data=body.encode() if body else b"")
    for name, value in given:
        request.headers[name] = value
    request.context["timestamp"] = stamp
    if kind == "unsigned":
        request.context["payload_signing_enabled"] = False
    arguments = {"expires": random.randint(1, 604800)} if presigned else {}
    auth = signer(Credentials(access, secret, token), service, region, **arguments)
    auth._modify_request_before_signing(request)
    canonical = auth.canonical_request(request)
    to_sign = auth.string_to_sign(request, canonical)
    signature = auth.signature(to_sign, request)
    auth._inject_signature_to_request(request, signature)
    return {
        "kind": kind, "method": method, "url": url, "headers": given, "body": body, "access": access, "secret": secret, "token": token,
        "region": region, "service": service, "stamp": stamp, "expires": arguments.get("expires", 0), "canonical": canonical,
        "signature": signature, "authorization": request.headers.get("Authorization"), "signedURL": request.url,
    }  # fmt: skip


print(json.dumps([case() for _ in range(int(sys.argv[2]))]))
