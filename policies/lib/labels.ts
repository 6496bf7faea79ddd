import { UnknownValueError } from "./unknown.ts";

/** The label that names the service a resource belongs to. */
export const SERVICE_LABEL = "sutazai.service";

/** The label that carries a service's exemptions, as JSON. */
export const EXEMPTIONS_LABEL = "sutazai.exemptions";

/** The label that says the tier of a service, a number from 1. */
export const TIER_LABEL = "sutazai.tier";

/** The label that names, with commas, the services that a service talks to; `-` where it talks to none. */
export const TALKS_TO_LABEL = "sutazai.talks-to";

/** The label that names, with commas, the networks (or their ends after a hyphen) that somebody needs to reach a service, perhaps somebody whom the stack leaves out. */
export const ASKED_ON_LABEL = "sutazai.asked-on";

/** A resource as far as its labels are asked. */
export interface Labelled {
  readonly name: string;
  readonly props: Record<string, any>;
}

/** The resource's service: its label `sutazai.service`; without one, or where it is not known yet, the resource's name. */
export function serviceOf(resource: Labelled): string {
  return labelOf(resource, SERVICE_LABEL) ?? resource.name;
}

/** A label of a resource: its own, that of a swarm service's containers, or that of an image's build; undefined where there is none or it is not known yet. */
export function labelOf({ props }: Labelled, label: string): string | undefined {
  const places = [() => props.labels, () => props.taskSpec?.containerSpec?.labels, () => props.build?.labels];
  for (const labels of places) {
    const value = known(() => labelIn(labels(), label));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A label's value in either of the provider's forms: a list of `{label, value}`, or a map. */
export function labelIn(labels: unknown, label: string): string | undefined {
  if (Array.isArray(labels)) {
    for (const entry of labels as { label?: unknown; value?: unknown }[]) {
      if (entry.label === label) return text(entry.value);
    }
    return undefined;
  }
  return typeof labels === "object" && labels !== null ? text((labels as Record<string, unknown>)[label]) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}
