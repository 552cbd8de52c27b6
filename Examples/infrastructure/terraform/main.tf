# Both hooks of a rollout from one zip. Make it first, then apply:
#
#     rollout package BeforeTraffic AfterTraffic --package-path ../.. --output hooks.zip
#     terraform init && terraform apply
#
# The same sources give the same zip, so source_code_hash changes, and a deployment happens, only when the code did.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "deployment_group_arn" {
  description = "The CodeDeploy deployment group whose deployments call the hooks"
  type        = string
}

locals {
  package = "${path.module}/hooks.zip"
  hooks   = toset(["BeforeTraffic", "AfterTraffic"])
}

resource "aws_lambda_function" "hook" {
  for_each = local.hooks

  function_name = "CodeDeployHook_${each.key}"
  role          = aws_iam_role.hook.arn
  runtime       = "provided.al2023"
  architectures = ["x86_64"]
  # The launcher in the zip starts the executable of this name.
  handler          = each.key
  filename         = local.package
  source_code_hash = fileexists(local.package) ? filebase64sha256(local.package) : null
  memory_size      = 128
  timeout          = 60
}

resource "aws_iam_role" "hook" {
  name = "rollout-hooks"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "report" {
  name = "report"
  role = aws_iam_role.hook.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "codedeploy:PutLifecycleEventHookExecutionStatus"
      Resource = var.deployment_group_arn
    }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.hook.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

output "hooks" {
  value = { for name, hook in aws_lambda_function.hook : name => hook.arn }
}
