"""The stack of CounterpartTests as people write it in SAM, translated: prints what CloudFormation gets, as JSON."""
import json
import sys

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

CODE = {"Bucket": "bucket", "Key": "key"}
COMMON = {
    "Runtime": "provided.al2023",
    "Handler": "bootstrap",
    "Architectures": ["x86_64"],
    "MemorySize": 256,
    "Timeout": 20,
    "CodeUri": CODE,
}

template = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Resources": {
        "Orders": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "shop-prod-Orders"}},
        "Api": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                **COMMON,
                "FunctionName": "shop-prod-Api",
                "AutoPublishAlias": "live",
                "AutoPublishAliasAllProperties": True,
                "FunctionUrlConfig": {"AuthType": "NONE"},
                "EventInvokeConfig": {"MaximumRetryAttempts": 1},
                "DeploymentPreference": {
                    "Type": "Canary10Percent10Minutes",
                    "Alarms": ["CheckoutBroken"],
                    "Hooks": {"PreTraffic": {"Ref": "Smoke"}},
                },
                "Events": {
                    "Orders": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Orders", "Arn"]}, "BatchSize": 10}},
                    "Nightly": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}},
                    "Get": {"Type": "HttpApi", "Properties": {"Path": "/orders/{id}", "Method": "GET"}},
                },
            },
        },
        "Smoke": {"Type": "AWS::Serverless::Function", "Properties": {**COMMON, "FunctionName": "shop-prod-Smoke"}},
    },
}
json.dump(Translator({}, Parser()).translate(template, {}), sys.stdout)
