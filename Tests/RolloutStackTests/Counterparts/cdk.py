"""The stack of CounterpartTests as people write it in CDK, synthesized: prints what CloudFormation gets, as JSON."""
import json
import os
import sys
import tempfile

os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1")
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")

from aws_cdk import App, DefaultStackSynthesizer, Duration, Stack
from aws_cdk import aws_cloudwatch, aws_codedeploy, aws_events, aws_events_targets, aws_lambda, aws_lambda_event_sources, aws_s3, aws_sqs

app = App(outdir=tempfile.mkdtemp(), analytics_reporting=False)
stack = Stack(app, "shop", synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False))
bucket = aws_s3.Bucket.from_bucket_name(stack, "Code", "bucket")


def function(name, **more):
    return aws_lambda.Function(
        stack,
        name,
        function_name="shop-prod-" + name,
        runtime=aws_lambda.Runtime.PROVIDED_AL2023,
        handler="bootstrap",
        architecture=aws_lambda.Architecture.X86_64,
        memory_size=256,
        timeout=Duration.seconds(20),
        code=aws_lambda.Code.from_bucket(bucket, "key"),
        **more,
    )


orders = aws_sqs.Queue(stack, "Orders", queue_name="shop-prod-Orders")
api = function("Api")
smoke = function("Smoke")
alias = aws_lambda.Alias(stack, "Live", alias_name="live", version=api.current_version)
alias.configure_async_invoke(retry_attempts=1)
alias.add_function_url(auth_type=aws_lambda.FunctionUrlAuthType.NONE)
alias.add_event_source(aws_lambda_event_sources.SqsEventSource(orders, batch_size=10))
aws_events.Rule(
    stack, "Nightly", schedule=aws_events.Schedule.rate(Duration.days(1)), targets=[aws_events_targets.LambdaFunction(alias)]
)
aws_codedeploy.LambdaDeploymentGroup(
    stack,
    "Group",
    alias=alias,
    deployment_config=aws_codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_10_MINUTES,
    alarms=[aws_cloudwatch.Alarm.from_alarm_arn(stack, "Alarm", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:CheckoutBroken")],
    pre_hook=smoke,
)
json.dump(app.synth().get_stack_by_name("shop").template, sys.stdout)
