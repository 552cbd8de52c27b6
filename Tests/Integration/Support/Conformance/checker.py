"""Compares every answer that boto3 gets with botocore's model of the service.

An answer has no member that the model doesn't have, every member that it requires, and values of the right kinds, as they stand on the
wire; an error is one that the model lists for the operation, or one that all operations share.
"""
import base64, json, math, re
from xml.etree import ElementTree

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# Errors that every operation may answer with: https://docs.aws.amazon.com/general/latest/gr/api-error-codes (and the services' own pages).
COMMON = {
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "IncompleteSignature", "InternalFailure", "InvalidAction",
    "InvalidClientTokenId", "InvalidParameterCombination", "InvalidParameterValue", "MalformedQueryString", "MissingAction",
    "MissingAuthenticationToken", "MissingParameter", "SignatureDoesNotMatch", "ThrottlingException", "ValidationError",
    "ValidationException",
}
# What S3's model leaves to its list of error responses: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
S3 = {
    "304", "404", "412", "BadDigest", "BucketNotEmpty", "ConditionalRequestConflict", "EntityTooSmall", "InvalidArgument", "InvalidBucketName", "InvalidPart",
    "InvalidPartOrder", "InvalidRange", "InvalidRequest", "InvalidTag", "MetadataTooLarge", "NotImplemented", "KeyTooLongError", "MalformedXML", "NoSuchBucket", "NoSuchVersion", "NoSuchBucketPolicy", "NoSuchCORSConfiguration",
    "NoSuchKey", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration", "NoSuchTagSet", "NoSuchUpload",
    "NoSuchWebsiteConfiguration", "ObjectLockConfigurationNotFoundError", "OwnershipControlsNotFoundError", "PreconditionFailed",
    "ReplicationConfigurationNotFoundError", "ServerSideEncryptionConfigurationNotFoundError",
}


class Checker:
    """Clients whose every answer is checked, and what was found."""

    def __init__(self):
        self.problems = []
        self.succeeded = {}
        self.failed = {}

    def client(self, service, **settings):
        settings.setdefault("config", Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}))
        client = boto3.client(service, **settings)
        client.meta.events.register("after-call", self.after_call)
        return client

    def error(self, code, call, **arguments):
        """Makes a call that must fail with this code; what it fails with."""
        try:
            call(**arguments)
        except ClientError as error:
            found = error.response["Error"]["Code"]
            if found != code:
                self.problems.append(f"{error.operation_name}: {code} was expected, {found} came: {error}")
            return error
        else:
            self.problems.append(f"{code} was expected, and nothing went wrong: {arguments}")

    def expect(self, holds, text):
        if not holds:
            self.problems.append(text)

    def report(self):
        print(json.dumps({
            "problems": self.problems, "succeeded": {name: sorted(operations) for name, operations in self.succeeded.items()},
            "failed": {name: sorted(operations) for name, operations in self.failed.items()}}))

    # What follows looks at one answer.

    def after_call(self, http_response, parsed, model, **_):
        service = model.service_model.service_name
        self.where = f"{service} {model.name}"
        headers = http_response.headers
        if "x-amzn-requestid" not in headers:
            self.problem("there is no x-amzn-requestid")
        if http_response.status_code >= 300 and "Error" in parsed:
            self.failed.setdefault(service, set()).add(model.name)
            return self.check_error(service, model, http_response, parsed)
        self.succeeded.setdefault(service, set()).add(model.name)
        expected = model.http.get("responseCode")
        if service == "lambda" and expected and model.name not in ("DeleteFunction", "Invoke") and http_response.status_code != expected:
            self.problem(f"the status is {http_response.status_code}, the model's is {expected}")
        shape = model.output_shape
        if shape is None or model.has_streaming_output or model.has_event_stream_output:
            return
        self.check_body(service, model, shape, http_response)

    def check_body(self, service, model, shape, response):
        kind = response.headers.get("content-type", "")
        body = response.content
        if service == "s3":
            return self.check_s3(model, shape, body)
        if "json" in kind:
            value = json.loads(body or b"{}")
            outside = {name for name, member in shape.members.items() if member.serialization.get("location")}
            self.check_json(shape, value, model.name, outside)
        elif "xml" in kind:
            root = ElementTree.fromstring(body)
            result = shape.serialization.get("resultWrapper")
            names = [self.tag(child) for child in root]
            if sorted(names) != sorted([f"{model.name}Result", "ResponseMetadata"]) or self.tag(root) != f"{model.name}Response":
                self.problem(f"the envelope is {self.tag(root)} with {names}")
            self.check_xml(shape, root.find("{*}" + (result or f"{model.name}Result")), model.name)
        elif "cbor" in kind:
            from botocore.parsers import RpcV2CBORParser  # its reader of CBOR is the independent one
            import io
            parser = RpcV2CBORParser()
            self.check_json(shape, parser.parse_data_item(io.BufferedReader(io.BytesIO(body))), model.name, set(), cbor=True)
        elif body:
            self.problem(f"the content type is {kind!r}")

    def check_error(self, service, model, response, parsed):
        code = parsed["Error"]["Code"]
        listed = {shape.name for shape in model.error_shapes} | {shape.error_code for shape in model.error_shapes}
        shared = COMMON | (S3 if service == "s3" else set())
        if code not in listed | shared:
            self.problem(f"the error {code} is not of the operation's, which are {sorted(listed)}: {parsed['Error'].get('Message')}")
        if not parsed["Error"].get("Message") and model.http["method"] != "HEAD":
            self.problem(f"the error {code} has no message")
        for shape in model.error_shapes:
            wanted = shape.metadata.get("error", {}).get("httpStatusCode")
            if code in (shape.name, shape.error_code) and wanted and service != "s3" and response.status_code != wanted:
                self.problem(f"the error {code} has the status {response.status_code}, the model's is {wanted}")

    def check_json(self, shape, value, path, outside=frozenset(), cbor=False):
        kind = shape.type_name
        if value is None:
            return
        if kind == "structure":
            if not isinstance(value, dict):
                return self.problem(f"{path} is no structure: {value!r}")
            members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
            for name, content in value.items():
                if name in members and name not in outside:
                    self.check_json(members[name], content, f"{path}.{name}", cbor=cbor)
                else:
                    self.problem(f"{path} has a member {name} that the model doesn't have")
            self.check_required(shape, set(value) | set(outside), path)
        elif kind == "list":
            if not isinstance(value, list):
                return self.problem(f"{path} is no list: {value!r}")
            for element in value:
                self.check_json(shape.member, element, f"{path}[]", cbor=cbor)
        elif kind == "map":
            if not isinstance(value, dict):
                return self.problem(f"{path} is no map: {value!r}")
            for key, content in value.items():
                self.check_json(shape.value, content, f"{path}[{key}]", cbor=cbor)
        else:
            wanted = {
                "string": str, "character": str, "boolean": bool, "integer": int, "long": int, "double": (int, float), "float": (int, float),
                "timestamp": (int, float)}
            if kind in ("blob",):
                return self.check_blob(value, path)
            if kind == "timestamp" and cbor:
                import datetime
                wanted["timestamp"] = datetime.datetime
            if cbor and kind in ("double", "float"):
                wanted[kind] = float
            if not isinstance(value, wanted[kind]) or isinstance(value, bool) != (kind == "boolean"):
                return self.problem(f"{path} is no {kind}: {value!r}")
            self.check_value(shape, value, path)

    def check_xml(self, shape, node, path):
        kind = shape.type_name
        if node is None:
            return self.problem(f"{path} is missing")
        if kind == "structure":
            names = [self.tag(child) for child in node]
            if len(set(names)) != len(names):
                self.problem(f"{path} has a member twice: {names}")
            for child in node:
                member = shape.members.get(self.tag(child))
                if member is None:
                    self.problem(f"{path} has a member {self.tag(child)} that the model doesn't have")
                else:
                    self.check_xml(member, child, f"{path}.{self.tag(child)}")
            self.check_required(shape, set(names), path)
        elif kind == "list":
            for child in node:
                if self.tag(child) != "member":
                    self.problem(f"{path} has an element {self.tag(child)}")
                self.check_xml(shape.member, child, f"{path}[]")
        elif kind == "map":
            for entry in node:
                if self.tag(entry) != "entry" or [self.tag(child) for child in entry] != ["key", "value"]:
                    self.problem(f"{path} has an entry of another form")
                else:
                    self.check_xml(shape.value, entry[1], f"{path}[{entry[0].text}]")
        else:
            self.check_text(shape, node.text or "", path)

    def check_s3(self, model, shape, body):
        """S3 has lists without a list's element, and its own roots."""
        if not body:
            return
        self.check_s3_node(shape, ElementTree.fromstring(body), model.name)

    def check_s3_node(self, shape, node, path):
        payload = shape.serialization.get("payload")
        if payload:
            shape = shape.members[payload]
        members = {
            member.serialization.get("name", name): member for name, member in shape.members.items()
            if not member.serialization.get("location")}
        for child in node:
            member = members.get(self.tag(child))
            if member is None:
                self.problem(f"{path} has a member {self.tag(child)} that the model doesn't have")
                continue
            where = f"{path}.{self.tag(child)}"
            if member.type_name == "list" and member.serialization.get("flattened"):
                member = member.member
            elif member.type_name == "list":
                for element in child:
                    self.check_s3_node(member.member, element, where + "[]")
                continue
            if member.type_name == "structure":
                self.check_s3_node(member, child, where)
            else:
                self.check_text(member, child.text or "", where)
        self.check_required(shape, {self.tag(child) for child in node}, path)

    def check_text(self, shape, text, path):
        patterns = {
            "boolean": "true|false", "integer": r"-?\d+", "long": r"-?\d+", "double": r"-?\d+(\.\d+)?([eE][-+]?\d+)?",
            "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"}
        pattern = patterns.get(shape.type_name)
        if pattern and not re.fullmatch(pattern, text):
            return self.problem(f"{path} is no {shape.type_name}: {text!r}")
        if shape.type_name == "string":
            self.check_value(shape, text, path)

    def check_value(self, shape, value, path):
        if shape.type_name == "string" and getattr(shape, "enum", None) and value not in shape.enum:
            self.problem(f"{path} is {value!r}, none of {shape.enum}")
        if isinstance(value, float) and not math.isfinite(value):
            self.problem(f"{path} is {value}")

    def check_blob(self, value, path):
        try:
            if isinstance(value, str):
                base64.b64decode(value, validate=True)
        except ValueError:
            self.problem(f"{path} is no Base64")

    def check_required(self, shape, names, path):
        for name in shape.required_members:
            if shape.members[name].serialization.get("name", name) not in names and name not in names:
                self.problem(f"{path} lacks {name}, which the model requires")

    def problem(self, text):
        self.problems.append(f"{self.where}: {text}")

    @staticmethod
    def tag(node):
        return node.tag.rpartition("}")[2]
