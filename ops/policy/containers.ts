/** What runs of a stack, held to section 5 of the CIS Docker Benchmark: what the pack cannot see, such as the limit of processes. */
import type Docker from "dockerode";
import { LABELS } from "../../infra/names.ts";
import { ruling, type Exemption } from "../../policies/lib/exemptions.ts";
import { levelIn, type Rule } from "../../policies/lib/rule.ts";
import { engineTraits, type RunningContainer } from "../cis/check.ts";
import { checkContainer, type Warning } from "../cis/section-5.ts";
import { cisName, ofCheck } from "./requirement.ts";
import type { Finding } from "./finding.ts";

/** The check that is about the engine itself: one finding, however many containers. */
const ENGINE_CHECK = "5.1";

export interface ContainerReport {
  readonly containers: number;
  readonly findings: readonly Finding[];
  readonly exempted: readonly { readonly service: string; readonly exemption: Exemption }[];
  /** Checks that say nothing on this engine, each with why. */
  readonly skipped: readonly string[];
}

export interface HeldBy {
  /** The pack's rules: an exemption from one covers the benchmark's checks that it names, and its level is theirs. */
  readonly rules: readonly Rule[];
  readonly environment: string;
  /** YYYY-MM-DD in UTC. */
  readonly today: string;
}

/** Reads the containers with the stack's label. @throws the client's error when the engine does not answer. */
export async function checkContainers(docker: Docker, stack: string, by: HeldBy): Promise<ContainerReport> {
  const listed = await docker.listContainers({ all: true, filters: { label: [`${LABELS.stack}=${stack}`] } });
  const engine = engineTraits((await docker.info()) as Parameters<typeof engineTraits>[0]);
  const containers = await Promise.all(listed.map((c) => read(docker.getContainer(c.Id))));
  return judgeContainers(containers, engine, by);
}

async function read(container: Docker.Container): Promise<RunningContainer> {
  const inspected = await container.inspect();
  if (!inspected.State.Running) return { inspected, processes: [] };
  const { Titles, Processes } = (await container.top()) as { Titles: string[]; Processes: string[][] | null };
  const command = Titles.findIndex((title) => title === "CMD" || title === "COMMAND");
  return { inspected, processes: (Processes ?? []).map((fields) => fields[command] ?? "") };
}

/** Pure. */
export function judgeContainers(containers: readonly RunningContainer[], engine: Parameters<typeof checkContainer>[1], { rules, environment, today }: HeldBy): ContainerReport {
  const findings: Finding[] = [];
  const exempted: { service: string; exemption: Exemption }[] = [];
  const skipped = new Set<string>();
  for (const container of containers) {
    const { Config, Name } = container.inspected;
    const labels = Config.Labels ?? {};
    const service = labels[LABELS.service] ?? Name.replace(/^\//, "");
    const outcome = checkContainer(container, engine);
    for (const { id, reason } of outcome.skipped) skipped.add(`${cisName(id)}: ${reason}`);
    for (const warning of outcome.warnings) {
      const alike = rules.filter((rule) => rule.meta.cis.includes(warning.check.id));
      const rulings = alike.map((rule) => ruling(rule.name, { name: service, props: { labels } }, today));
      const covering = rulings.find((r) => "exempted" in r);
      if (covering !== undefined) exempted.push({ service, exemption: covering.exempted });
      else findings.push(findingOf(warning, service, alike.length > 0 && alike.every((rule) => levelIn(rule, environment) === "advisory"), rulings.map((r) => ("stands" in r ? r.stands : "")).find((text) => text !== "") ?? ""));
    }
  }
  return { containers: containers.length, findings, exempted, skipped: [...skipped] };
}

function findingOf({ check, must, got, fix }: Warning, service: string, advisory: boolean, note: string): Finding {
  return {
    requirement: ofCheck(check),
    level: advisory ? "advisory" : "mandatory",
    place: { service: check.id === ENGINE_CHECK ? "the engine" : service },
    sources: ["engine"],
    must,
    got,
    fix: `${fix}${note}`,
  };
}
