/// <reference path="./.sst/platform/config.d.ts" />

// A function whose new versions pass two hooks around a canary. Build the folders first, then deploy:
//
//     for product in Api BeforeTraffic AfterTraffic; do rollout package $product --package-path ../.. --output-folder build/$product; done
//     sst deploy
//
// `bundle` takes a folder as it is; SST zips it, and writes resource.enc, the links, beside the bootstrap. `rollout` and `addRollout` come with
// https://github.com/anomalyco/sst/pull/6721, which is open: this was written by its description and has not been deployed.
export default $config({
  app(input) {
    return { name: "shop", home: "aws", removal: input?.stage === "production" ? "retain" : "remove" };
  },
  async run() {
    const runtime = { runtime: "provided.al2023", architecture: "x86_64", handler: "bootstrap", memory: "256 MB" };

    // `url` leads to the alias `live`, which CodeDeploy moves; `latestUrl` to the version that was just published.
    const api = new sst.aws.Function("Api", { ...runtime, bundle: "build/Api", url: true, rollout: { latestUrl: true } });

    const hook = (name) =>
      new sst.aws.Function(name, {
        ...runtime,
        bundle: `build/${name}`,
        timeout: "1 minute",
        link: [api],
        // The verdict; and, for event.deployment(), what is deployed. SST names the application and the group.
        permissions: [
          {
            actions: [
              "codedeploy:PutLifecycleEventHookExecutionStatus",
              "codedeploy:GetDeployment",
              "codedeploy:GetApplicationRevision",
            ],
            resources: ["*"],
          },
        ],
      });

    // Counts the errors of the new version alone. Each version has an alarm of its own: what the last one did must not stop this one.
    const version = api.nodes.function.version;
    const errors = new aws.cloudwatch.MetricAlarm("ApiErrors", {
      name: $interpolate`${api.name}-errors-${version}`,
      namespace: "AWS/Lambda",
      metricName: "Errors",
      statistic: "Sum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      period: 60,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      dimensions: { FunctionName: api.name, Resource: $interpolate`${api.name}:live`, ExecutedVersion: version },
    });

    // The hooks are linked to the function, so its rollout comes after them.
    api.addRollout({
      type: "canary",
      percentage: 10,
      duration: "5 minutes",
      alarms: [errors.name],
      beforeTraffic: hook("BeforeTraffic"),
      afterTraffic: hook("AfterTraffic"),
    });
    return { api: api.url };
  },
});
