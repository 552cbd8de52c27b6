# Everything that a guarded rollout needs, as one would write it for AWS.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "memory" {
  default = 256
}

variable "threshold" {
  default = 0
}

resource "aws_iam_role" "function" {
  name = "shop-api"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  tags = { project = "shop" }
}

resource "aws_iam_role_policy_attachment" "function" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "function" {
  name = "metrics"
  role = aws_iam_role.function.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "cloudwatch:PutMetricData", Resource = "*" }]
  })
}

resource "aws_iam_policy" "hook" {
  name = "report"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "codedeploy:PutLifecycleEventHookExecutionStatus", Resource = "*" }]
  })
}

resource "aws_iam_role" "deploy" {
  name = "shop-deploy"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "codedeploy.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"
}

resource "aws_lambda_function" "api" {
  function_name    = "shop-api"
  role             = aws_iam_role.function.arn
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  filename         = "code.zip"
  source_code_hash = filebase64sha256("code.zip")
  publish          = true
  memory_size      = var.memory
  timeout          = 10
  environment {
    variables = { STAGE = "test" }
  }
  tags = { project = "shop" }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.api.function_name
  function_version = aws_lambda_function.api.version
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.api.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "NONE"
  cors {
    allow_origins = ["https://shop.example"]
    allow_methods = ["GET"]
    max_age       = 60
  }
}

resource "aws_lambda_permission" "topic" {
  statement_id  = "topic"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.rollouts.arn
}

resource "aws_sns_topic" "rollouts" {
  name = "rollouts"
  tags = { project = "shop" }
}

resource "aws_sns_topic_subscription" "live" {
  topic_arn = aws_sns_topic.rollouts.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_alias.live.arn
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "shop-api-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.threshold
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.rollouts.arn]
  dimensions = {
    FunctionName    = aws_lambda_function.api.function_name
    Resource        = "${aws_lambda_function.api.function_name}:live"
    ExecutedVersion = aws_lambda_function.api.version
  }
}

resource "aws_codedeploy_app" "shop" {
  name             = "shop"
  compute_platform = "Lambda"
}

resource "aws_codedeploy_deployment_config" "canary" {
  deployment_config_name = "Canary25Percent3Minutes"
  compute_platform       = "Lambda"
  traffic_routing_config {
    type = "TimeBasedCanary"
    time_based_canary {
      interval   = 3
      percentage = 25
    }
  }
}

resource "aws_codedeploy_deployment_group" "api" {
  app_name               = aws_codedeploy_app.shop.name
  deployment_group_name  = "api"
  service_role_arn       = aws_iam_role.deploy.arn
  deployment_config_name = aws_codedeploy_deployment_config.canary.id
  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }
  alarm_configuration {
    alarms  = [aws_cloudwatch_metric_alarm.errors.alarm_name]
    enabled = true
  }
  trigger_configuration {
    trigger_events     = ["DeploymentFailure"]
    trigger_name       = "failure"
    trigger_target_arn = aws_sns_topic.rollouts.arn
  }
}

output "url" {
  value = aws_lambda_function_url.live.function_url
}
