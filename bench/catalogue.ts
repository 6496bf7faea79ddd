/** A synthetic platform: tiers of equal services on the tiny image of the tests, each ready a fixed time after its start. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../engine/load.ts";
import type { ServiceInput } from "../infra/service.ts";
import { images, serve } from "../tests/engine/catalogue.ts";

export { images };

export interface Shape {
  readonly services: number;
  readonly tiers: number;
  /** Each service waits for so many of the tier above, at most. */
  readonly fan: number;
  /** Seconds from start to the first passing check. */
  readonly ready: number;
  /** Seconds between the engine's own checks. */
  readonly interval: number;
  /** What the first service does instead of getting ready: die or stay unhealthy, after `ready` seconds. */
  readonly fault?: "dies" | "unhealthy";
}

export const SHAPE: Shape = { services: 60, tiers: 6, fan: 10, ready: 2, interval: 5 };

/** Seconds from the first start to the last readiness if nothing else took time. */
export const criticalPath = (shape: Shape): number => shape.tiers * shape.ready;

/** No process wakes up once it is ready: hundreds of these must not use up the machine that is measured. */
const SERVE = 'trap "exit 0" TERM; sleep "$READY" & wait $!; touch /tmp/ready; sleep 1000000 & wait $!';
const FAULTS: Record<NonNullable<Shape["fault"]>, string> = {
  dies: 'echo "about to fail"; sleep "$READY"; echo "no configuration"; exit 3',
  unhealthy: 'trap "exit 0" TERM; echo "never ready"; sleep 1000000 & wait $!',
};

/** The services of a shape, tier by tier; every service of a tier waits for its neighbours of the tier above. */
export function synthetic(shape: Shape): ServiceInput[] {
  const width = Math.ceil(shape.services / shape.tiers);
  const nameOf = (i: number) => `t${Math.floor(i / width) + 1}-s${String((i % width) + 1).padStart(3, "0")}`;
  return Array.from({ length: shape.services }, (_, i) => {
    const above = Math.floor(i / width) - 1;
    const first = Math.min(i % width, Math.max(0, width - shape.fan));
    const dependsOn = above < 0 ? [] : Array.from({ length: Math.min(shape.fan, width) }, (_, k) => nameOf(above * width + first + k));
    const faulty = i === 0 ? shape.fault : undefined;
    return serve(nameOf(i), {
      description: `synthetic service ${nameOf(i)}`,
      ready: shape.ready,
      dependsOn,
      entrypoint: ["/bin/sh", "-c", faulty ? FAULTS[faulty] : SERVE],
      exemptions: [{ rule: "reaped-children", reason: "it has one child, and compose starts it the same way", owner: "bench", expires: "9999-12-31" }],
      health: {
        class: "infra",
        check: { shell: "test -f /tmp/ready" },
        interval: `${shape.interval}s`,
        timeout: "3s",
        retries: 3,
        startPeriod: faulty ? "1s" : "30s",
      },
    });
  });
}

/** Text of a module that exports the catalogue of a shape, for `sutazai:catalogue`. */
export function catalogueModule(shape: Shape): string {
  const source = pathToFileURL(join(ROOT, "bench", "catalogue.ts")).href;
  return `import { images, synthetic } from ${JSON.stringify(source)};\nexport { images };\nexport const catalogue = synthetic(${JSON.stringify(shape)});\n`;
}
