"""Calls every operation of the local CloudWatch with boto3, over each of its protocols, and prints what came of it as JSON.

botocore checks requests and answers against its model; errors must be of the operation's own.
"""
import datetime, json, sys
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

config = Config(retries={"max_attempts": 0})
client = boto3.client("cloudwatch", config=config)
result = {"protocol": client.meta.service_model.resolved_protocol}
now = datetime.datetime.now(datetime.timezone.utc)


def code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return [error.response["Error"]["Code"], status]
    return None


dimensions = [{"Name": "Page", "Value": "cart"}]
client.put_metric_data(Namespace="shop", MetricData=[
    {"MetricName": "Time", "Dimensions": dimensions, "Values": [1.0, 2.0, 3.0], "Counts": [1.0, 2.0, 1.0], "Unit": "Seconds"},
    {"MetricName": "Errors", "Value": 2.0, "Timestamp": now},
    {"MetricName": "Sets", "StatisticValues": {"SampleCount": 4, "Sum": 8, "Minimum": 1, "Maximum": 3}},
] + [{"MetricName": f"many{i}", "Value": 1.0} for i in range(600)])
result["metrics"] = sum(len(page["Metrics"]) for page in client.get_paginator("list_metrics").paginate(Namespace="shop"))
window = {"StartTime": now - datetime.timedelta(minutes=5), "EndTime": now + datetime.timedelta(minutes=5)}
points = client.get_metric_statistics(Namespace="shop", MetricName="Time", Dimensions=dimensions, Period=60, **window,
                                      Statistics=["Average", "SampleCount"])["Datapoints"]
result["average"] = [sum(p["Average"] * p["SampleCount"] for p in points) / sum(p["SampleCount"] for p in points), points[0]["Unit"]]
extended = client.get_metric_statistics(Namespace="shop", MetricName="Time", Dimensions=dimensions, Period=600, **window,
                                        ExtendedStatistics=["p100"])["Datapoints"]
result["p100"] = max(p["ExtendedStatistics"]["p100"] for p in extended)
query = {"Id": "e", "MetricStat": {"Metric": {"Namespace": "shop", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}}
data = client.get_metric_data(MetricDataQueries=[query, {"Id": "twice", "Expression": "2 * e"}], **window)["MetricDataResults"]
result["data"] = [[r["Id"], sum(r["Values"]), r["StatusCode"], len(r["Timestamps"])] for r in data]

for number in range(3):
    client.put_metric_alarm(AlarmName=f"alarm{number}", Namespace="shop", MetricName="Errors", Statistic="Sum", Period=60,
                            EvaluationPeriods=1, Threshold=1.0, ComparisonOperator="GreaterThanOrEqualToThreshold",
                            Tags=[{"Key": "team", "Value": "shop"}])
client.put_metric_alarm(AlarmName="rate", EvaluationPeriods=2, DatapointsToAlarm=1, Threshold=0.5,
                        ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching",
                        Metrics=[dict(query, ReturnData=False), {"Id": "twice", "Expression": "2 * e", "ReturnData": True}])
client.put_composite_alarm(AlarmName="any", AlarmRule="ALARM(alarm0) OR ALARM(alarm1)")
client.set_alarm_state(AlarmName="alarm0", StateValue="ALARM", StateReason="drill")
pages = list(client.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm", "CompositeAlarm"],
                                                               PaginationConfig={"PageSize": 2}))
result["alarms"] = [len(pages), sorted(a["AlarmName"] for p in pages for a in p["MetricAlarms"] + p["CompositeAlarms"])]
composite = client.describe_alarms(AlarmNames=["any"], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]
result["composite"] = [composite["StateValue"], type(composite["StateTransitionedTimestamp"]).__name__]
waiter = client.get_waiter("alarm_exists")
waiter.wait(AlarmNames=["alarm0"], WaiterConfig={"Delay": 1, "MaxAttempts": 2})
result["for_metric"] = len(client.describe_alarms_for_metric(Namespace="shop", MetricName="Errors")["MetricAlarms"])
history = list(client.get_paginator("describe_alarm_history").paginate(AlarmName="alarm0", PaginationConfig={"PageSize": 1}))
result["history"] = [i["HistoryItemType"] for p in history for i in p["AlarmHistoryItems"]]
arn = client.describe_alarms(AlarmNames=["alarm0"])["MetricAlarms"][0]["AlarmArn"]
client.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "b"}])
client.untag_resource(ResourceARN=arn, TagKeys=["team"])
result["tags"] = client.list_tags_for_resource(ResourceARN=arn)["Tags"]
client.disable_alarm_actions(AlarmNames=["alarm0"])
result["disabled"] = client.describe_alarms(AlarmNames=["alarm0"])["MetricAlarms"][0]["ActionsEnabled"]
client.enable_alarm_actions(AlarmNames=["alarm0"])

result["errors"] = {
    "not_found": code(client.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="r"),
    "format": code(client.set_alarm_state, AlarmName="alarm0", StateValue="OK", StateReason="r", StateReasonData="{"),
    "value": code(client.put_metric_data, Namespace="AWS/Lambda", MetricData=[{"MetricName": "m", "Value": 1.0}]),
    "combination": code(client.put_metric_data, Namespace="n", MetricData=[{"MetricName": "m", "Value": 1.0, "Values": [1.0]}]),
    "missing": code(client.put_metric_data, Namespace="n", MetricData=[{"MetricName": "m"}]),
    "token": code(client.describe_alarms, NextToken="nonsense"),
    "tagged": code(client.list_tags_for_resource, ResourceARN=arn + "x"),
    "delete": code(client.delete_alarms, AlarmNames=["none"]),
}
try:
    client.set_alarm_state(AlarmName="none", StateValue="OK", StateReason="r")
except client.exceptions.ResourceNotFound:
    result["typed"] = True
client.delete_alarms(AlarmNames=["any", "rate", "alarm0", "alarm1", "alarm2"])
result["left"] = len(client.describe_alarms()["MetricAlarms"])
print(json.dumps(result))
