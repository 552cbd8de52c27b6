"""Prints a JSON array of random AppSpecs as PyYAML writes them: {"text", "value"}. Arguments: a seed and how many."""

import json
import random
import sys

import yaml

WORDS = ["check", "the", "shop's", "API", "before", "traffic:", "#1", "é", "🙂", '"quoted"', "back\\slash", "- dash", "a\ttab", "%", "{", "null"]
ACCOUNT = "arn:aws:lambda:eu-west-1:111122223333:function:"


def text(r):
    kind = r.randrange(10)
    if kind < 3:
        return ACCOUNT + "CodeDeployHook_" + "".join(r.choice("abc-_0") for _ in range(r.randrange(60)))
    if kind < 5:
        return r.choice(["0.0", "1", "true", "null", "~", "", " ", "x", "yes", "1e3", "0x1F", "2024-01-31", "=", "<<", "12:30", "-", "?", ": "])
    lines = [" ".join(r.choice(WORDS) for _ in range(r.randrange(12))) for _ in range(r.choice([1, 1, 1, 2, 3, 5]))]
    lines = [r.choice(["", "", "", " ", "  ", "\t"]) + line + r.choice(["", "", "", " "]) for line in lines]
    return "\n".join(lines) + r.choice(["", "", "\n", "\n\n", "\n\n\n"])


def key(r):
    return r.choice(["Api", "api-2", text(r), "A" * r.choice([100, 127, 128, 200]), " ".join(["long"] * 40)])


def value(r):
    return r.choice([text(r), text(r), text(r), r.randrange(-5, 1000), 0.0, 1.5, True, False, None])


def spec(r):
    properties = {"Name": text(r), "Alias": "live", "CurrentVersion": value(r), "TargetVersion": value(r)}
    for _ in range(r.randrange(3)):
        properties[key(r)] = r.choice([value(r), [value(r) for _ in range(r.randrange(3))], {key(r): value(r)}, [[value(r)], [{}, []]]])
    shared = {"Type": "AWS::Lambda::Function", "Properties": properties}
    hooks = [{"BeforeAllowTraffic": value(r)}, {"AfterAllowTraffic": value(r)}]
    made = {"version": r.choice([0.0, "0.0", 0]), "Resources": [{key(r): shared}], "Hooks": r.choice([hooks, [], None, {}])}
    if r.randrange(2):
        made["Resources"].append({"again": shared, "and again": [properties, properties]})
        made["Hooks again"] = made["Hooks"]
    return made


def dump(r, value):
    style = r.choice([None, None, None, '"', "'", "|", ">"])
    dumpers = [yaml.SafeDumper, yaml.Dumper]
    if style is None and hasattr(yaml, "CSafeDumper"):
        dumpers.append(yaml.CSafeDumper)  # with a style, it writes tags that readers do not agree on
    return yaml.dump(
        value,
        Dumper=r.choice(dumpers),
        default_flow_style=r.choice([False, False, False, None, True]),
        default_style=style,
        width=r.choice([20, 40, 80, 80, 200, 10_000]),
        indent=r.choice([None, 2, 3, 4, 8]),
        allow_unicode=r.choice([True, False]),
        explicit_start=r.choice([None, True]),
        explicit_end=r.choice([None, True]),
        version=r.choice([None, None, None, (1, 1)]),
        sort_keys=r.choice([True, False]),
        line_break=r.choice([None, None, "\r\n"]),
    )


made = []
for number in range(int(sys.argv[2])):
    r = random.Random(int(sys.argv[1]) * 1_000_003 + number)
    value_ = spec(r)
    text_ = dump(r, value_)
    if yaml.safe_load(text_) == value_:  # PyYAML itself can't read all that it writes
        made.append({"text": text_, "value": value_})
print(json.dumps(made))
