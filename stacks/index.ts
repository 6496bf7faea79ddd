/** The Pulumi program: loads the stack's plan, refuses what cannot work, and deploys it. */
import * as pulumi from "@pulumi/pulumi";
import { homedir } from "node:os";
import { join } from "node:path";
import { engine } from "../engine/client.ts";
import { Events } from "../engine/events.ts";
import { contextFolder } from "../engine/facts.ts";
import { loadStack, ROOT } from "../engine/load.ts";
import { neighbourShortage, raiseCommand } from "../engine/neighbours.ts";
import { keptVolumes } from "../engine/own-volumes.ts";
import { preflight } from "../engine/preflight.ts";
import { ProblemsError, refuse } from "../infra/problems.ts";
import { localHost } from "../policies/lib/stack-facts.ts";
import { Hooks } from "../components/hooks.ts";
import { violations } from "./judge.ts";
import { REFUSED } from "./refused.ts";
import { readSecrets } from "./secrets.ts";
import { deployPlan } from "./platform.ts";

// Pulumi formats a stack trace for every property of every resource, and its runner does so through source maps that stripped
// TypeScript does not have: two fifths of this process's time at 60 services, and an eighth of the rest for plain traces.
Reflect.deleteProperty(Error, "prepareStackTrace");
Error.stackTraceLimit = Number(process.env.SUTAZAI_STACK_FRAMES ?? 0);
// Its words of debug level are calls to the CLI, one after another, each with a whole resource, which the CLI throws away.
if (!process.env.SUTAZAI_SDK_LOG) Object.assign(pulumi.log, { debug: () => Promise.resolve() });

const stack = pulumi.getStack();

try {
  const { plan, settings } = await loadStack(ROOT, stack);
  refuse(`stack ${stack} on this host`, await preflight(plan, engine()));
  const refused = pulumi.runtime.isDryRun() ? [] : await violations(plan, { ...(settings.registry.mirror ? { mirror: settings.registry.mirror } : {}), ...localHost(process.env.DOCKER_HOST) });
  if (refused.length > 0) throw new pulumi.RunError(`${REFUSED}:\n${refused.map((text) => `  ${text}`).join("\n")}`);
  const { secrets, digestKey } = readSecrets(stack, plan.secrets);
  const cache = process.env.SUTAZAI_CACHE ?? join(process.env.HOME ?? homedir(), ".cache", "sutazai");
  const events = new Events(engine(), stack);
  if (!pulumi.runtime.isDryRun()) {
    await events.open();
    // `./sutazai up` has made room by now.
    const shortage = await neighbourShortage(plan, engine());
    if (shortage !== undefined) await pulumi.log.warn(`${shortage.text}\n  fix: sudo ${raiseCommand(shortage)}`);
  }
  const runtime = { docker: engine(), events, hooks: new Hooks(), owner: { stack, checkout: plan.checkout }, root: ROOT, cache, secrets, digestKey, failure: new AbortController() };
  const volumes = [...plan.volumes, ...(await keptVolumes(engine(), plan))];
  await deployPlan({ ...plan, volumes }, runtime, (image, fallback) => contextFolder(ROOT, image, fallback, settings));
} catch (error) {
  throw error instanceof ProblemsError ? new pulumi.RunError(error.message) : error;
}
