"""Prints, as JSON, what botocore's model of CodeDeploy says of the calls by which a hook learns about its deployment.

"operations": for each its input's members and a full output, in which every text is the path to itself; "enums": their values.
"""

import json

import botocore.session

loader = botocore.session.Session().get_component("data_loader")
model = loader.load_service_model("codedeploy", "service-2")
shapes = model["shapes"]


def sample(name, path):
    shape = shapes[name]
    if shape["type"] == "structure":
        return {member: sample(ref["shape"], f"{path}.{member}" if path else member) for member, ref in shape["members"].items()}
    if shape["type"] == "list":
        return [sample(shape["member"]["shape"], path)]
    if shape["type"] == "map":
        return {}
    if "enum" in shape:
        return shape["enum"][0]
    return {"string": path, "boolean": True, "timestamp": 1.5, "double": 1.5}.get(shape["type"], 1)


def operation(name):
    description = model["operations"][name]
    return {
        "input": sorted(shapes[description["input"]["shape"]]["members"]),
        "required": sorted(shapes[description["input"]["shape"]].get("required", [])),
        "output": sample(description["output"]["shape"], ""),
    }


print(
    json.dumps(
        {
            "operations": {
                name: operation(name) for name in ("GetDeployment", "GetApplicationRevision", "ListDeploymentTargets", "GetDeploymentTarget")
            },
            "enums": {name: shapes[name]["enum"] for name in ("DeploymentCreator", "LifecycleEventStatus", "RevisionLocationType", "ComputePlatform")},
        }
    )
)
