"""Reads a JSON array of YAML texts from a file; prints what PyYAML makes of each: {"typed", "plain"}, or null where it refuses the text.

"typed" is safe_load's value; "plain" has every scalar as its text.
"""

import json
import sys

import yaml


def read(text):
    try:
        plain = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None
    try:
        typed = yaml.safe_load(text)
        json.dumps(typed, allow_nan=False)
    except (yaml.YAMLError, ValueError, TypeError, IndexError, KeyError, AttributeError):  # PyYAML trips over tags on odd values
        typed = None
    return {"typed": typed, "plain": plain}


with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps([read(text) for text in json.load(file)]))
