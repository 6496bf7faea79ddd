/** What a deploy is busy with: builds and waits take minutes, for which Pulumi's display in a log has only dots. */
import type { EngineEvent } from "./pulumi.ts";
import { about } from "./output.ts";

/** How many of a kind a line names. */
const NAMED = 3;
/** What has just begun may end at once: it is not worth a word. Seconds. */
const WORTH = 5;
/** URNs of what makes an image (a distribution is made by a step), and of gates. */
const IMAGE = /(?:RemoteImage|BaseImage\$command:local:Command)::image-(.+)$/;
const GATE = /TieredService\$command:local:Command::(.+)-gate$/;

interface Step {
  readonly name: string;
  /** Seconds since 1970. */
  readonly since: number;
}

/**
 * One line on the images under way and the services that are waited for, the longest first; undefined when there is neither.
 * @param now seconds since 1970, by the clock of the events.
 */
export function progressLine(events: readonly EngineEvent[], now: number): string | undefined {
  const running = new Map<string, Step>();
  let done = 0;
  for (const event of events) {
    const metadata = (event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
    if (!metadata || metadata.op === "same") continue;
    const image = IMAGE.exec(metadata.urn)?.[1];
    const name = image ?? GATE.exec(metadata.urn)?.[1];
    if (name === undefined) continue;
    if (event.resourcePreEvent) running.set(metadata.urn, { name, since: event.timestamp ?? now });
    else if (running.delete(metadata.urn) && image && event.resOutputsEvent) done++;
  }
  const steps = [...running].filter(([, { since }]) => now - since >= WORTH);
  const named = (kind: (urn: string) => boolean) => {
    const some = steps.flatMap(([urn, step]) => (kind(urn) ? [step] : [])).sort((a, b) => a.since - b.since || a.name.localeCompare(b.name));
    const words = some.slice(0, NAMED).map((s) => `${s.name} (${about(Math.round(now - s.since))})`);
    return words.length === 0 ? undefined : words.join(", ") + (some.length > NAMED ? ` and ${some.length - NAMED} more` : "");
  };
  const building = named((urn) => IMAGE.test(urn));
  const waiting = named((urn) => GATE.test(urn));
  const parts = [...(building ? [`images under way: ${building}; ${done} ready`] : []), ...(waiting ? [`waiting for ${waiting}`] : [])];
  return parts.length === 0 ? undefined : parts.join("; ");
}
