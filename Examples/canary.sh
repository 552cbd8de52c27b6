#!/usr/bin/env bash
# A canary by hand, with the AWS CLI alone: Api goes from version 1 to 2 with BeforeTraffic as its hook. For a local cloud; the examples have
# to be built (make examples), and `aws` and `python3` installed. In one terminal
#     swift run rollout local --speed 60
# and in another, after the variables that it prints:
#     Examples/canary.sh good     # version 2 is good: Succeeded
#     Examples/canary.sh broken   # version 2 answers 500, its hook says so: Failed, and it never has traffic
# PACKAGE=FOLDER takes the products Api and BeforeTraffic of another package, built with `swift build`.
set -euo pipefail
case ${1:-good} in
good) fault=none ;;
broken) fault=everything ;;
*)
    echo "usage: Examples/canary.sh [good|broken]; PACKAGE=FOLDER takes the products of another package" >&2
    exit 64
    ;;
esac
package=${PACKAGE:-$(dirname "$0")}
if [ -z "${AWS_ENDPOINT_URL:-}" ]; then
    echo "Set the variables that \`rollout local\` prints: this script makes roles, functions and deployments, and leaves them." >&2
    exit 1
fi
for tool in aws python3; do
    command -v "$tool" >/dev/null || { echo "This script needs the command $tool, which is not in your PATH." >&2; exit 1; }
done
for product in Api BeforeTraffic; do
    [ -x "$package/.build/debug/$product" ] || { echo "$product is not built: swift build --package-path $package" >&2; exit 1; }
done
name=shop-$RANDOM
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER="" AWS_DEFAULT_OUTPUT=text
account=$(aws sts get-caller-identity --query Account)

# A zip for this machine; `rollout package` makes those for Lambda.
for product in Api BeforeTraffic; do
    python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as zip: zip.write(sys.argv[2], "bootstrap")' "$work/$product.zip" "$package/.build/debug/$product"
done

# Roles: what the function and its hook may do, and what CodeDeploy may.
role() { # NAME SERVICE STATEMENTS
    aws iam create-role --role-name "$name-$1" --query Role.Arn --assume-role-policy-document \
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"'"$2"'"},"Action":"sts:AssumeRole"}]}'
    aws iam put-role-policy --role-name "$name-$1" --policy-name own --policy-document '{"Version":"2012-10-17","Statement":['"$3"']}'
}
function_role=$(role function lambda.amazonaws.com \
    '{"Effect":"Allow","Action":["codedeploy:PutLifecycleEventHookExecutionStatus","codedeploy:GetDeployment","codedeploy:GetApplicationRevision"],"Resource":"*"}')
deployer=$(role deployer codedeploy.amazonaws.com \
    '{"Effect":"Allow","Action":["lambda:GetAlias","lambda:UpdateAlias","lambda:InvokeFunction","lambda:GetProvisionedConcurrencyConfig","cloudwatch:DescribeAlarms"],"Resource":"*"}')

create() { # FUNCTION PRODUCT VARIABLES
    aws lambda create-function --function-name "$1" --runtime provided.al2023 --handler bootstrap --role "$function_role" --timeout 20 \
        --memory-size 256 --zip-file "fileb://$work/$2.zip" --environment "$3" --query FunctionArn
    aws lambda wait function-active-v2 --function-name "$1"
}

# Version 1 has the traffic; version 2 is what `latest` shows.
create "$name" Api 'Variables={FAULT=none}'
aws lambda publish-version --function-name "$name" --query FunctionArn
aws lambda update-function-configuration --function-name "$name" --memory-size 512 --environment "Variables={FAULT=$fault}" >"$work/out"
aws lambda wait function-updated-v2 --function-name "$name"
aws lambda publish-version --function-name "$name" --query FunctionArn
aws lambda create-alias --function-name "$name" --name live --function-version 1 --query AliasArn
aws lambda create-alias --function-name "$name" --name latest --function-version 2 --query AliasArn
aws lambda add-permission --function-name "$name" --qualifier latest --statement-id public --action lambda:InvokeFunctionUrl \
    --principal '*' --function-url-auth-type NONE >"$work/out"
# Since October 2025 a public URL needs both statements.
aws lambda add-permission --function-name "$name" --qualifier latest --statement-id url-invoke --action lambda:InvokeFunction \
    --principal '*' --invoked-via-function-url >"$work/out"
latest=$(aws lambda create-function-url-config --function-name "$name" --qualifier latest --auth-type NONE --query FunctionUrl)

# The hook finds the new version as a linked resource: Resource.Api.latestUrl.
python3 -c 'import json, sys
link = json.dumps({"type": "sst.aws.Function", "latestUrl": sys.argv[1], "latestQualifier": "latest"})
print(json.dumps({"Variables": {"SST_RESOURCE_Api": link}}))' "$latest" >"$work/hook.json"
create "CodeDeployHook_$name" BeforeTraffic "file://$work/hook.json"

aws deploy create-application --application-name "$name" --compute-platform Lambda --query applicationId
aws deploy create-deployment-group --application-name "$name" --deployment-group-name live --service-role-arn "$deployer" \
    --deployment-config-name CodeDeployDefault.LambdaCanary10Percent5Minutes --query deploymentGroupId \
    --deployment-style deploymentType=BLUE_GREEN,deploymentOption=WITH_TRAFFIC_CONTROL \
    --auto-rollback-configuration enabled=true,events=DEPLOYMENT_FAILURE
python3 -c 'import json, sys
name = sys.argv[1]
spec = {"version": 0.0, "Hooks": [{"BeforeAllowTraffic": "CodeDeployHook_" + name}], "Resources": [{"Api": {
    "Type": "AWS::Lambda::Function",
    "Properties": {"Name": name, "Alias": "live", "CurrentVersion": "1", "TargetVersion": "2"}}}]}
print(json.dumps({"revisionType": "AppSpecContent", "appSpecContent": {"content": json.dumps(spec)}}))' "$name" >"$work/revision.json"
deployment=$(aws deploy create-deployment --application-name "$name" --deployment-group-name live \
    --revision "file://$work/revision.json" --query deploymentId)
echo "deployment $deployment in account $account"

follow() { # DEPLOYMENT
    status=Created
    while [[ $status =~ ^(Created|Queued|InProgress|Ready)$ ]]; do
        sleep 1
        status=$(aws deploy get-deployment --deployment-id "$1" --query deploymentInfo.status)
        aws lambda get-alias --function-name "$name" --name live --query '[FunctionVersion,RoutingConfig.AdditionalVersionWeights]' \
            --output json | tr -d ' \n'
        echo " $status"
    done
}
follow "$deployment"
[ "$status" = Succeeded ] && exit
aws deploy get-deployment --deployment-id "$deployment" --query deploymentInfo.errorInformation.message
rollback=$(aws deploy get-deployment --deployment-id "$deployment" --query deploymentInfo.rollbackInfo.rollbackDeploymentId)
echo "rolled back by $rollback"
follow "$rollback"
exit 1
