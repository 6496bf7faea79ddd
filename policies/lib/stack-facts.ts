/** What is known of the judged stack, and the options of rules that follow from it. */
import { cpus, totalmem } from "node:os";
import type { Rule } from "./rule.ts";

/** A program that is not of this platform has only the host. */
export interface StackFacts {
  /** `sutazai:environment`. */
  readonly environment?: string;
  /** The stack's mirror, as host[:port] or host/folder. */
  readonly mirror?: string;
  /** The machine that the engine runs on. */
  readonly host?: Host;
}

export interface Host {
  /** MiB. */
  readonly memory: number;
  readonly cpus: number;
}

/** @param settings the stack's, as texts by their whole names. */
export function stackFacts(settings: Readonly<Record<string, string>>): StackFacts {
  const environment = settings["sutazai:environment"];
  const { mirror } = JSON.parse(settings["sutazai:registry"] ?? "{}") as { mirror?: string };
  return { ...(environment === undefined ? {} : { environment }), ...(mirror === undefined ? {} : { mirror }) };
}

/** This machine, if the engine is on it. @param dockerHost the variable DOCKER_HOST. */
export function localHost(dockerHost: string | undefined): Pick<StackFacts, "host"> {
  if (dockerHost !== undefined && dockerHost !== "" && !dockerHost.startsWith("unix://")) return {};
  return { host: { memory: Math.floor(totalmem() / 2 ** 20), cpus: cpus().length } };
}

/** Options of these rules that follow from the facts, by the name of the rule; a configuration file of the user stands above them. */
export function optionsFrom({ mirror, host }: StackFacts, rules: readonly Rule[]): Record<string, Record<string, unknown>> {
  const options: Readonly<Record<string, (rule: Rule) => Record<string, unknown> | undefined>> = {
    "allowed-registries": ({ configSchema }) => (mirror === undefined ? undefined : { allowed: [...(configSchema?.properties.allowed?.default as string[]), mirror] }),
    "memory-budget": () => (host === undefined ? undefined : { hostMemory: host.memory }),
    "probe-budget": () => (host === undefined ? undefined : { hostCpus: host.cpus }),
  };
  return Object.fromEntries(rules.flatMap((rule) => {
    const own = options[rule.name]?.(rule);
    return own === undefined ? [] : [[rule.name, own]];
  }));
}
