/** What a deploy is busy with: builds and waits take minutes, for which Pulumi's display in a log has only dots. */
import type { EngineEvent } from "./pulumi.ts";
import { firstOf } from "../infra/words.ts";
import { about } from "./output.ts";

/** What has just begun may end at once: it is not worth a word. Seconds. */
const WORTH = 5;
/** URNs of what makes an image (a distribution is made by a step), and of gates. */
const IMAGE = /(?:RemoteImage|BaseImage\$command:local:Command)::image-(.+)$/;
const GATE = /TieredService\$command:local:Command::(.+)-gate$/;

interface Step {
  readonly name: string;
  /** Else a gate. */
  readonly image: boolean;
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
    if (event.resourcePreEvent) running.set(metadata.urn, { name, image: image !== undefined, since: event.timestamp ?? now });
    else if (running.delete(metadata.urn) && image && event.resOutputsEvent) done++;
  }
  const steps = [...running.values()].filter(({ since }) => now - since >= WORTH).sort((a, b) => a.since - b.since || a.name.localeCompare(b.name));
  const named = (images: boolean) => firstOf(steps.filter(({ image }) => image === images).map(({ name, since }) => `${name} (${about(Math.round(now - since))})`));
  const [building, waiting] = [named(true), named(false)];
  const parts = [...(building ? [`images under way: ${building}; ${done} ready`] : []), ...(waiting ? [`waiting for ${waiting}`] : [])];
  return parts.length === 0 ? undefined : parts.join("; ");
}
