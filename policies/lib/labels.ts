import { UnknownValueError } from "@pulumi/policy";

/** The label that names the service a resource belongs to. */
export const SERVICE_LABEL = "sutazai.service";

/** The resource's service: its label `sutazai.service`; without one, or where it is not known yet, the resource's name. */
export function serviceOf(resource: { readonly name: string; readonly props: Record<string, any> }): string {
  const { props } = resource;
  const places = [() => props.labels, () => props.taskSpec?.containerSpec?.labels, () => props.build?.labels];
  for (const labels of places) {
    const service = known(() => labelIn(labels(), SERVICE_LABEL));
    if (service !== undefined) return service;
  }
  return resource.name;
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
