"""Translates a SAM template and prints what CloudFormation gets, as JSON."""
import json
import sys

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

with open(sys.argv[1]) as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    # As `sam package` does once it has uploaded the folder.
    if resource.get("Properties", {}).get("CodeUri") == ".":
        resource["Properties"]["CodeUri"] = {"Bucket": "bucket", "Key": "key"}
json.dump(Translator({}, Parser()).translate(template, {}), sys.stdout)
