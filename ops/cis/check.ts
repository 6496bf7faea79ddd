/** What a check of the CIS Docker Benchmark (1.6.0, section 5, containers at run time) looks at, and what it may say. */
import type Docker from "dockerode";
import type { Severity } from "@pulumi/policy";

export type Inspected = Docker.ContainerInspectInfo;

/** A container as the engine tells of it. */
export interface RunningContainer {
  readonly inspected: Inspected;
  /** Command lines of its processes; empty when it does not run. */
  readonly processes: readonly string[];
}

/** What the checks need to know of the engine itself. */
export interface EngineTraits {
  readonly appArmor: boolean;
  readonly selinux: boolean;
  readonly swarm: boolean;
}

export interface Problem {
  /** What must be true, read after "must". */
  readonly must: string;
  readonly got: string;
  readonly fix: string;
}

/** Nothing: passed. A problem: the benchmark's WARN. A text: why the check says nothing here. */
export type Outcome = Problem | { readonly skipped: string } | undefined;

export interface CisCheck {
  /** The benchmark's number, such as "5.4". */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** SOC 2 criteria and ISO/IEC 27001:2022 controls that a passed check is evidence for. */
  readonly soc2: readonly string[];
  readonly iso27001: readonly string[];
  check(container: RunningContainer, engine: EngineTraits): Outcome;
}

/** A problem unless it holds. */
export function unless(holds: boolean, must: string, got: string, fix: string): Outcome {
  return holds ? undefined : { must, got, fix };
}

/** The engine's settings as far as the checks ask for them, from `GET /info`. */
export function engineTraits(info: { SecurityOptions?: readonly string[] | null; Swarm?: { LocalNodeState?: string } }): EngineTraits {
  const has = (name: string) => (info.SecurityOptions ?? []).some((option) => option.split(",").includes(`name=${name}`));
  return { appArmor: has("apparmor"), selinux: has("selinux"), swarm: !["", "inactive"].includes(info.Swarm?.LocalNodeState ?? "") };
}
