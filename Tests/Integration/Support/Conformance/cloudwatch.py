"""Metrics and alarms."""
import datetime


def run(checker):
    cloudwatch = checker.client("cloudwatch")
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)
    start = end - datetime.timedelta(hours=1)
    dimensions = [{"Name": "FunctionName", "Value": "shop"}]
    stamp = (end - datetime.timedelta(minutes=5)).replace(second=0, microsecond=0)
    # Large enough for clients to compress it.
    data = [
        {"MetricName": "Latency", "Dimensions": dimensions, "Timestamp": stamp, "Value": float(value), "Unit": "Milliseconds"}
        for value in range(200)]
    cloudwatch.put_metric_data(Namespace="Shop", MetricData=data)
    cloudwatch.put_metric_data(Namespace="Shop", MetricData=[
        {"MetricName": "Sizes", "Values": [1.0, 2.5], "Counts": [2.0, 1.0], "Unit": "Bytes"},
        {"MetricName": "Set", "StatisticValues": {"SampleCount": 2, "Sum": 3, "Minimum": 1, "Maximum": 2}}])
    checker.error("InvalidParameterValue", cloudwatch.put_metric_data, Namespace="AWS/Lambda", MetricData=data[:1])
    names = [item["MetricName"] for item in cloudwatch.get_paginator("list_metrics").paginate(Namespace="Shop").search("Metrics[]")]
    checker.expect(sorted(names) == ["Latency", "Set", "Sizes"], f"the metrics are {names}")

    metric = {"Namespace": "Shop", "MetricName": "Latency", "Dimensions": dimensions}
    points = cloudwatch.get_metric_statistics(
        **metric, StartTime=start, EndTime=end, Period=60, Statistics=["Average", "Sum", "Maximum", "Minimum", "SampleCount"])["Datapoints"]
    checker.expect(len(points) == 1 and points[0]["Average"] == 99.5 and points[0]["Timestamp"] == stamp, f"the statistics are {points}")
    cloudwatch.get_metric_statistics(**metric, StartTime=start, EndTime=end, Period=60, ExtendedStatistics=["p99"])
    queries = [
        {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "ReturnData": False},
        {"Id": "e", "Expression": "m / 2", "Label": "half"}]
    results = cloudwatch.get_metric_data(MetricDataQueries=queries, StartTime=start, EndTime=end)["MetricDataResults"]
    checker.expect([item["Values"] for item in results] == [[9950.0]], f"the expression comes to {results}")
    checker.error("ValidationError", cloudwatch.get_metric_data, MetricDataQueries=[{"Id": "Upper", "Expression": "1"}], StartTime=start, EndTime=end)

    alarm = dict(
        AlarmName="slow", ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Threshold=1.0, Period=60, Statistic="Average",
        TreatMissingData="notBreaching", AlarmDescription="a & b", Tags=[{"Key": "a", "Value": "1"}], **metric)
    cloudwatch.put_metric_alarm(**alarm)
    cloudwatch.put_metric_alarm(
        AlarmName="rate", ComparisonOperator="GreaterThanOrEqualToThreshold", EvaluationPeriods=2, DatapointsToAlarm=1, Threshold=0.5,
        Metrics=queries)
    cloudwatch.put_composite_alarm(AlarmName="either", AlarmRule='ALARM("slow") OR ALARM("rate")')
    checker.error("InvalidParameterValue", cloudwatch.put_metric_alarm, **{**alarm, "Period": 7})
    checker.error("InvalidParameterValue", cloudwatch.put_metric_alarm, **{**alarm, "AlarmName": "a\tb"})
    alarms = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    checker.expect([item["AlarmName"] for item in alarms["MetricAlarms"]] == ["rate", "slow"], "two alarms of metrics")
    arn = alarms["MetricAlarms"][1]["AlarmArn"]
    checker.expect(len(list(cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 1}))) >= 2, "alarms come in pages")
    cloudwatch.describe_alarms_for_metric(**metric)
    cloudwatch.set_alarm_state(AlarmName="slow", StateValue="ALARM", StateReason="told so")
    checker.error("ResourceNotFound", cloudwatch.set_alarm_state, AlarmName="missing", StateValue="OK", StateReason="none")
    checker.expect(cloudwatch.describe_alarms(AlarmNames=["slow"])["MetricAlarms"][0]["StateValue"] == "ALARM", "the state is set")
    cloudwatch.describe_alarm_history(AlarmName="slow")
    cloudwatch.disable_alarm_actions(AlarmNames=["slow"])
    cloudwatch.enable_alarm_actions(AlarmNames=["slow"])
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "b", "Value": "2"}])
    cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["a"])
    checker.expect(cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "b", "Value": "2"}], "the tags are changed")
    checker.error("ResourceNotFoundException", cloudwatch.list_tags_for_resource, ResourceARN=arn + "-missing")
    cloudwatch.delete_alarms(AlarmNames=["either"])
    cloudwatch.delete_alarms(AlarmNames=["slow", "rate"])
    checker.expect(cloudwatch.describe_alarms()["MetricAlarms"] == [], "no alarm is left")
