// A function whose new versions pass two hooks around a canary; the hooks share one zip. Make both zips first, then deploy:
//
//     rollout package Api --package-path ../.. --output api.zip
//     rollout package BeforeTraffic AfterTraffic --package-path ../.. --output hooks.zip
//     npm install aws-cdk-lib constructs && npx cdk deploy --app "node app.mjs"
//
// A zip is an asset as it is. CDK names it by its hash, and the same sources give the same zip: no change, no deployment.
import { App, Duration, Stack } from "aws-cdk-lib";
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import { Alias, Architecture, Code, Function, Runtime } from "aws-cdk-lib/aws-lambda";

const app = new App();
const stack = new Stack(app, "Shop");

const common = { runtime: Runtime.PROVIDED_AL2023, architecture: Architecture.X86_64, memorySize: 128 };
const api = new Function(stack, "Api", { ...common, handler: "bootstrap", code: Code.fromAsset("api.zip") });
const live = new Alias(stack, "Live", { aliasName: "live", version: api.currentVersion });

// The launcher in the zip starts the executable that the handler names.
const hook = (name) =>
  new Function(stack, name, { ...common, handler: name, code: Code.fromAsset("hooks.zip"), timeout: Duration.minutes(1) });

// Gives the hooks the permission to report, and CodeDeploy that to invoke them.
new LambdaDeploymentGroup(stack, "Rollout", {
  application: new LambdaApplication(stack, "Application"),
  alias: live,
  deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
  preHook: hook("BeforeTraffic"),
  postHook: hook("AfterTraffic"),
});
