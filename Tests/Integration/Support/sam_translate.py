"""Translates a SAM template and prints the types of the resources it becomes, as JSON."""
import json
import sys

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

with open(sys.argv[1]) as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    # As `sam package` does once it has uploaded the folder.
    if resource["Properties"].get("CodeUri") == ".":
        resource["Properties"]["CodeUri"] = {"Bucket": "bucket", "Key": "key"}
translated = Translator({}, Parser()).translate(template, {})
json.dump({name: resource["Type"] for name, resource in translated["Resources"].items()}, sys.stdout)
