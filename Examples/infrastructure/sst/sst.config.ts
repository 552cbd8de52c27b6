/// <reference path="./.sst/platform/config.d.ts" />

// A function and its hook. Build both folders first, then deploy:
//
//     rollout package Api --package-path ../.. --output-folder build/Api
//     rollout package BeforeTraffic --package-path ../.. --output-folder build/BeforeTraffic
//     sst deploy
//
// `bundle` takes a folder as it is; SST zips it, and writes resource.enc, the links, beside the bootstrap.
export default $config({
  app(input) {
    return { name: "shop", home: "aws", removal: input?.stage === "production" ? "retain" : "remove" };
  },
  async run() {
    const runtime = { runtime: "provided.al2023", architecture: "x86_64", handler: "bootstrap", memory: "128 MB" };
    const api = new sst.aws.Function("Api", { ...runtime, bundle: "build/Api", url: true });
    const hook = new sst.aws.Function("BeforeTraffic", {
      ...runtime,
      bundle: "build/BeforeTraffic",
      timeout: "1 minute",
      link: [api],
      permissions: [{ actions: ["codedeploy:PutLifecycleEventHookExecutionStatus"], resources: ["*"] }],
    });
    return { api: api.url, hook: hook.arn };
  },
});
