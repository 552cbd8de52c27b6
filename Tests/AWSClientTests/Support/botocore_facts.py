"""Prints, as JSON, what botocore knows of things that the client knows too: endpoints, retryable errors, CodeDeploy's model."""

import json

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

loader = botocore.session.Session().get_component("data_loader")
partitions = loader.load_data("partitions")


def endpoints(service):
    provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    for partition in partitions["partitions"]:
        for region in partition["regions"]:
            if region.endswith("-global"):
                continue
            for fips in (False, True):
                for dual in (False, True):
                    url = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual).url
                    yield {"service": service, "region": region, "fips": fips, "dual": dual, "url": url}


def operation(model, name):
    shapes = model["shapes"]
    description = model["operations"][name]
    members = shapes[description["input"]["shape"]]["members"]
    return {
        "method": description["http"]["method"],
        "uri": description["http"]["requestUri"],
        "input": sorted(members),
        "output": sorted(shapes[description["output"]["shape"]]["members"]),
        "enums": {name: shapes[member["shape"]]["enum"] for name, member in members.items() if "enum" in shapes[member["shape"]]},
        "errors": sorted(error["shape"] for error in description["errors"]),
    }


codedeploy = loader.load_service_model("codedeploy", "service-2")
print(
    json.dumps(
        {
            "endpoints": [*endpoints("codedeploy"), *endpoints("lambda")],
            "throttling": ThrottledRetryableChecker._THROTTLED_ERROR_CODES,
            "transient": TransientRetryableChecker._TRANSIENT_ERROR_CODES,
            "metadata": {key: value for key, value in codedeploy["metadata"].items() if isinstance(value, str)},
            "putLifecycleEventHookExecutionStatus": operation(codedeploy, "PutLifecycleEventHookExecutionStatus"),
        }
    )
)
