#!/usr/bin/env bash
# Moves the traffic to the version that `terraform apply` has published, through the hooks and the canary, and waits for the end.
# Exit status: 0 when the version has all traffic, 1 when it was refused or stopped.
set -euo pipefail
cd "$(dirname "$0")"
export AWS_PAGER="" AWS_DEFAULT_OUTPUT=text
name=$(terraform output -raw name)
target=$(terraform output -raw version)
current=$(aws lambda get-alias --function-name "$name" --name live --query FunctionVersion)
if [ "$current" = "$target" ]; then
    echo "live is at version $target already."
    exit
fi
revision=$(terraform output -raw revision)
deployment=$(aws deploy create-deployment --application-name "$name" --deployment-group-name live \
    --revision "${revision/CURRENT/$current}" --query deploymentId)
echo "$deployment moves live from version $current to $target."

follow() { # DEPLOYMENT: until it is over
    status=Created
    while [[ $status =~ ^(Created|Queued|InProgress|Baking|Ready)$ ]]; do
        sleep 2
        status=$(aws deploy get-deployment --deployment-id "$1" --query deploymentInfo.status)
    done
    echo "$1: $status"
}
follow "$deployment"
[ "$status" = Succeeded ] && exit
aws deploy get-deployment --deployment-id "$deployment" --query deploymentInfo.errorInformation.message
rollback=$(aws deploy get-deployment --deployment-id "$deployment" --query deploymentInfo.rollbackInfo.rollbackDeploymentId)
[ "$rollback" = None ] || follow "$rollback"
exit 1
