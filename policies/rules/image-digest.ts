import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

interface Options {
  readonly always: boolean;
}

/** An image that is built here has no digest before it is pushed; its tag is made from its content. */
export const imageDigest: Rule = {
  name: "image-digest",
  description: "Images that are pulled are named by a digest, once a stack names one so: the very same bytes each time.",
  severity: "medium",
  remediationSteps: "Run `./sutazai images lock`, or name the image as repository:version@sha256:digest.",
  configSchema: { properties: {
    always: { type: "boolean", default: false, description: "Also where no image of the stack has a digest yet." },
  } },
  meta: { cis: ["4.2", "4.5"], soc2: ["CC6.8", "CC8.1"], iso27001: ["A.5.21", "A.8.7", "A.8.8", "A.8.9"], advisoryIn: ["dev", "staging"] },
  validateStack: stackCheck<Options>(judge),
};

function judge(stack: Stack, { always }: Options): Located[] {
  const pulled = [
    ...stack.of("remoteImage").map((resource) => ({ resource, name: stack.read(resource, ({ name, build }) => (build === undefined || build === null ? (name as string) : undefined)) })),
    ...stack.of("service").map((resource) => ({ resource, name: stack.read(resource, ({ taskSpec }) => taskSpec?.containerSpec?.image as string | undefined) })),
  ].filter(({ name }) => name !== undefined);
  const bare = pulled.filter(({ name }) => !/@sha256:[0-9a-f]{64}$/.test(name!));
  if (!always && bare.length === pulled.length) return [];
  return bare.map(({ resource, name }) => ({ resource, must: "name a pulled image by its digest", got: `"${name}"`, fix: "run ./sutazai images lock, or write repository:version@sha256:<digest>" }));
}
