#!/usr/bin/env python3
# A function whose new versions pass two hooks around a canary; the hooks share one zip. Make both zips first, then deploy:
#
#     rollout package Api --package-path ../.. --output api.zip
#     rollout package BeforeTraffic AfterTraffic --package-path ../.. --output hooks.zip
#     pip install aws-cdk-lib && npx cdk deploy --app "python3 app.py"
#
# The first deployment gives all traffic to version 1; each later one moves it through CodeDeploy. A zip is an asset as it is. CDK names it
# by its hash, and the same sources give the same zip: no change, no deployment. `--context fault=everything` deploys a version that answers
# 500; BeforeTraffic refuses it.
from pathlib import Path

from aws_cdk import App, Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
here = Path(__file__).parent


def function(name, zip, handler="bootstrap", **settings):
    return lambda_.Function(
        stack, name, handler=handler, code=lambda_.Code.from_asset(str(here / zip)), runtime=lambda_.Runtime.PROVIDED_AL2023,
        architecture=lambda_.Architecture.X86_64, memory_size=256, **settings)


# The function. Live is what users have, and only CodeDeploy moves it. Latest follows each version that is published.
api = function(
    "Api", "api.zip", environment={"FAULT": app.node.try_get_context("fault") or "none"},
    # A version that has traffic must not go with the template that made it.
    current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN))
live = lambda_.Alias(stack, "Live", alias_name="live", version=api.current_version)
latest = lambda_.Alias(stack, "Latest", alias_name="latest", version=api.current_version)
latest_url = latest.add_function_url(auth_type=lambda_.FunctionUrlAuthType.NONE)

# The way to what users have is an HTTP API before the alias. A Function URL of `live` would close a circle: its address is known after the
# alias, the alias waits for its hooks, and the hooks are told the address.
users = http.HttpApi(stack, "Http", default_integration=integrations.HttpLambdaIntegration("Integration", live))

# What Resource.Api reads. SST sets it by itself.
link = stack.to_json_string({
    "type": "sst.aws.Function", "name": api.function_name, "url": users.api_endpoint, "latestUrl": latest_url.url,
    "qualifier": "live", "latestQualifier": "latest",
})


def hook(name):
    # The launcher in the zip starts the executable that the handler names. If it fails, it has said so: no second try.
    return function(name, "hooks.zip", handler=name, timeout=Duration.minutes(1), retry_attempts=0, environment={"SST_RESOURCE_Api": link})


before, after = hook("BeforeTraffic"), hook("AfterTraffic")

# Counts the errors of the new version alone. Each version has an alarm of its own: what the last one did must not stop this one.
version = api.current_version.version
errors = cloudwatch.Alarm(
    stack, "Errors", alarm_name=f"{stack.stack_name}-Api-errors-{version}", threshold=0, evaluation_periods=1,
    comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    metric=cloudwatch.Metric(
        namespace="AWS/Lambda", metric_name="Errors", statistic="Sum", period=Duration.minutes(1),
        dimensions_map={"FunctionName": api.function_name, "Resource": f"{api.function_name}:live", "ExecutedVersion": version}))

# CodeDeploy may move this function's aliases and invoke these hooks, and nothing else.
deployer = iam.Role(stack, "Deployer", assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"))
for actions, resources in [
    (["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"], [api.function_arn, f"{api.function_arn}:*"]),
    (["lambda:InvokeFunction"], [before.function_arn, after.function_arn]),
    (["cloudwatch:DescribeAlarms"], ["*"]),
]:
    deployer.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))

# Gives the hooks the permission to report. To the role it would add AWS's managed policy, which is about all functions.
application = codedeploy.LambdaApplication(stack, "Application")
group = codedeploy.LambdaDeploymentGroup(
    stack, "Rollout", application=application, alias=live, role=deployer.without_policy_updates(),
    alarms=[errors], pre_hook=before, post_hook=after,
    deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
    auto_rollback=codedeploy.AutoRollbackConfig(failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True))

# event.deployment() asks what is deployed.
for one in (before, after):
    one.add_to_role_policy(iam.PolicyStatement(actions=["codedeploy:GetDeployment"], resources=[group.deployment_group_arn]))
    one.add_to_role_policy(iam.PolicyStatement(actions=["codedeploy:GetApplicationRevision"], resources=[application.application_arn]))

app.synth()
