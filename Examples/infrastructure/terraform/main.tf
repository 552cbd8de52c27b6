# A function whose new versions pass two hooks around a canary. Make both zips first, then apply, then let CodeDeploy move the traffic:
#
#     rollout package Api --package-path ../.. --output api.zip
#     rollout package BeforeTraffic AfterTraffic --package-path ../.. --output hooks.zip
#     terraform init && terraform apply && ./deploy.sh
#
# The first apply gives all traffic to version 1. Each later one publishes what has changed, moves the alias `latest` to it, and leaves
# `live` alone: deploy.sh starts the deployment that moves it. The same sources give the same zip: no change, no version.
#
# `terraform apply -var fault=everything && ./deploy.sh` publishes a version that answers 500; BeforeTraffic refuses it.
#
# It needs the AWS CLI. To try it without an account, set the variables that `rollout local` prints.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "fault" {
  description = "What is wrong with the next version of the example's Api: none, everything (500 on each path) or basket"
  type        = string
  default     = "none"
}

locals {
  name  = "shop-api"
  hooks = toset(["BeforeTraffic", "AfterTraffic"])
  # Live is what users have, and only CodeDeploy moves it. Latest follows each version that is published.
  aliases = { live = aws_lambda_alias.live, latest = aws_lambda_alias.latest }
}

# The function

resource "aws_lambda_function" "api" {
  function_name    = local.name
  role             = aws_iam_role.api.arn
  runtime          = "provided.al2023"
  architectures    = ["x86_64"]
  handler          = "bootstrap"
  filename         = "${path.module}/api.zip"
  source_code_hash = filebase64sha256("${path.module}/api.zip")
  memory_size      = 256
  timeout          = 10
  publish          = true

  environment {
    variables = { FAULT = var.fault }
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.api.function_name
  function_version = aws_lambda_function.api.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

resource "aws_lambda_alias" "latest" {
  name             = "latest"
  function_name    = aws_lambda_function.api.function_name
  function_version = aws_lambda_function.api.version
}

# Each alias has a URL of its own. The hook before the traffic asks that of `latest`.
resource "aws_lambda_function_url" "api" {
  for_each = local.aliases

  function_name      = aws_lambda_function.api.function_name
  qualifier          = each.value.name
  authorization_type = "NONE"
}

# A public URL needs two statements. The provider adds lambda:InvokeFunctionUrl with the URL; the other one, lambda:InvokeFunction through
# the URL only, it can't say before its version 6.29 (aws_lambda_permission's invoked_via_function_url).
resource "terraform_data" "invoke_through_url" {
  for_each = local.aliases

  triggers_replace = aws_lambda_function_url.api[each.key].function_url

  provisioner "local-exec" {
    command = join(" ", [
      "aws lambda add-permission --function-name ${local.name} --qualifier ${each.value.name} --statement-id through-url",
      "--action lambda:InvokeFunction --principal '*' --invoked-via-function-url",
    ])
  }
}

resource "aws_iam_role" "api" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.assume["lambda"].json
}

resource "aws_iam_role_policy_attachment" "api_logs" {
  role       = aws_iam_role.api.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

# The hooks

resource "aws_lambda_function" "hook" {
  for_each = local.hooks

  function_name = "${local.name}-${each.key}"
  role          = aws_iam_role.hook.arn
  runtime       = "provided.al2023"
  architectures = ["x86_64"]
  # The launcher in the zip starts the executable of this name.
  handler          = each.key
  filename         = "${path.module}/hooks.zip"
  source_code_hash = filebase64sha256("${path.module}/hooks.zip")
  memory_size      = 256
  timeout          = 60

  environment {
    variables = {
      # What Resource.Api reads. SST sets it by itself.
      SST_RESOURCE_Api = jsonencode({
        type            = "sst.aws.Function"
        name            = local.name
        url             = aws_lambda_function_url.api["live"].function_url
        latestUrl       = aws_lambda_function_url.api["latest"].function_url
        qualifier       = aws_lambda_alias.live.name
        latestQualifier = aws_lambda_alias.latest.name
      })
    }
  }
}

resource "aws_iam_role" "hook" {
  name               = "${local.name}-hooks"
  assume_role_policy = data.aws_iam_policy_document.assume["lambda"].json
}

resource "aws_iam_role_policy" "hook" {
  name = "report"
  role = aws_iam_role.hook.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # The verdict; and, for event.deployment(), what is deployed.
        Effect   = "Allow"
        Action   = ["codedeploy:PutLifecycleEventHookExecutionStatus", "codedeploy:GetDeployment"]
        Resource = aws_codedeploy_deployment_group.api.arn
      },
      {
        Effect   = "Allow"
        Action   = "codedeploy:GetApplicationRevision"
        Resource = aws_codedeploy_app.api.arn
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "hook_logs" {
  role       = aws_iam_role.hook.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

# The rollout

# Counts the errors of the new version alone. Each version has an alarm of its own: what the last one did must not stop this one.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${local.name}-errors-${aws_lambda_function.api.version}"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  dimensions = {
    FunctionName    = local.name
    Resource        = "${local.name}:${aws_lambda_alias.live.name}"
    ExecutedVersion = aws_lambda_function.api.version
  }

  lifecycle {
    # The deployment group names the new one before the old one goes.
    create_before_destroy = true
  }
}

resource "aws_codedeploy_app" "api" {
  name             = local.name
  compute_platform = "Lambda"
}

resource "aws_codedeploy_deployment_config" "canary" {
  # A configuration can't be changed, only replaced: its name says what it is.
  deployment_config_name = "${local.name}-canary-10-percent-5-minutes"
  compute_platform       = "Lambda"

  traffic_routing_config {
    type = "TimeBasedCanary"
    time_based_canary {
      percentage = 10
      interval   = 5
    }
  }
}

resource "aws_codedeploy_deployment_group" "api" {
  app_name               = aws_codedeploy_app.api.name
  deployment_group_name  = "live"
  service_role_arn       = aws_iam_role.deployer.arn
  deployment_config_name = aws_codedeploy_deployment_config.canary.id

  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }
  alarm_configuration {
    enabled = true
    alarms  = [aws_cloudwatch_metric_alarm.errors.alarm_name]
  }
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]
  }
}

resource "aws_iam_role" "deployer" {
  name               = "${local.name}-deployer"
  assume_role_policy = data.aws_iam_policy_document.assume["codedeploy"].json
}

# CodeDeploy may move this function's aliases and invoke these hooks, and nothing else.
resource "aws_iam_role_policy" "deployer" {
  name = "deploy"
  role = aws_iam_role.deployer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"]
        Resource = [aws_lambda_function.api.arn, "${aws_lambda_function.api.arn}:*"]
      },
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = [for hook in aws_lambda_function.hook : hook.arn]
      },
      {
        Effect   = "Allow"
        Action   = "cloudwatch:DescribeAlarms"
        Resource = "*"
      },
    ]
  })
}

data "aws_iam_policy_document" "assume" {
  for_each = toset(["lambda", "codedeploy"])

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }
  }
}

# What deploy.sh hands to CodeDeploy; it puts in the version that `live` has.
output "revision" {
  value = jsonencode({
    revisionType = "AppSpecContent"
    appSpecContent = {
      content = jsonencode({
        version = "0.0"
        Resources = [{
          Api = {
            Type = "AWS::Lambda::Function"
            Properties = {
              Name           = local.name
              Alias          = aws_lambda_alias.live.name
              CurrentVersion = "CURRENT"
              TargetVersion  = aws_lambda_function.api.version
            }
          }
        }]
        Hooks = [
          { BeforeAllowTraffic = aws_lambda_function.hook["BeforeTraffic"].arn },
          { AfterAllowTraffic = aws_lambda_function.hook["AfterTraffic"].arn },
        ]
      })
    }
  })
}

output "name" {
  value = local.name
}

output "version" {
  value = aws_lambda_function.api.version
}

output "url" {
  value = aws_lambda_function_url.api["live"].function_url
}
