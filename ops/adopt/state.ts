/** State of resources that exist already, made from what a preview would create. Pure. */
import { TYPES, type StateResource } from "../state.ts";

/** Stands in a preview for what only the engine knows. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A step of `pulumi preview --json`, as far as it is read here. */
export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly newState?: NewState;
}

type NewState = Omit<StateResource, "inputs"> & {
  readonly custom: boolean;
  readonly provider?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly sourcePosition?: unknown;
  readonly stackTrace?: unknown;
};

/** What the engine has, by the name of the resource. */
export interface Existing {
  readonly container: (name: string) => string;
  readonly network: (name: string) => string;
  /** Of the image with this tag or reference. */
  readonly image: (reference: string) => string;
  /** Values of a step's triggers, in order: what a preview does not know. */
  readonly triggers: (step: string, written: readonly string[]) => readonly string[];
  /** The id of the image of a service's container. */
  readonly imageOf: (service: string) => string;
  readonly newId: (type: string) => string;
}

/** @returns the resources to add to the state, providers first; those of `known` are left out. */
export function adoptedResources(steps: readonly PreviewStep[], existing: Existing, known: readonly StateResource[]): StateResource[] {
  const states = steps.flatMap((s) => (s.op === "create" && s.newState ? [s.newState] : []));
  const ids = new Map(known.flatMap((r) => (r.type.startsWith("pulumi:providers:") ? [[r.urn, r.id!] as const] : [])));
  const providers: StateResource[] = [];
  const provider = (reference: string): string => {
    const urn = reference.slice(0, reference.lastIndexOf("::"));
    if (!ids.has(urn)) {
      ids.set(urn, existing.newId("pulumi:providers:"));
      providers.push(providerState(urn, ids.get(urn)!));
    }
    return `${urn}::${ids.get(urn)!}`;
  };
  const made = states.map(({ sourcePosition: _, stackTrace: __, ...state }): StateResource => {
    if (!state.custom) return state;
    const whole = filled(state, existing);
    return { ...whole, ...(state.provider ? { provider: provider(state.provider) } : {}) } as StateResource;
  });
  const stack = made.filter((r) => r.type === "pulumi:pulumi:Stack");
  return [...stack, ...providers, ...made.filter((r) => r.type !== "pulumi:pulumi:Stack")];
}

/** A default provider: its version is in its name. */
function providerState(urn: string, id: string): StateResource {
  const version = /::default_(\d+)_(\d+)_(\d+)$/.exec(urn)?.slice(1).join(".");
  const inputs = version === undefined ? {} : { version };
  return { urn, id, type: urn.split("::")[2]!, custom: true, inputs, outputs: inputs } as StateResource;
}

/** With its id, and outputs that a refresh completes. */
function filled(state: NewState, existing: Existing): NewState {
  const name = state.urn.split("::").at(-1)!;
  const inputs = { ...state.inputs };
  const outputs = (id: string, more: object = {}) => ({ ...state, id, inputs, outputs: { ...inputs, ...more } });
  switch (state.type) {
    case TYPES.container:
      inputs.image = existing.imageOf(name);
      return outputs(existing.container(name));
    case TYPES.network:
      return outputs(existing.network(String(inputs.name)));
    case TYPES.volume:
      return outputs(String(inputs.name));
    case TYPES.image: {
      const imageId = existing.image(String(inputs.name));
      return outputs(`${imageId}${String(inputs.name)}`, { imageId, repoDigest: "" });
    }
    default: {
      const triggers = inputs.triggers as readonly string[] | undefined;
      if (triggers?.includes(UNKNOWN)) inputs.triggers = existing.triggers(name, triggers);
      return outputs(existing.newId(state.type), { stdout: "", stderr: "" });
    }
  }
}
