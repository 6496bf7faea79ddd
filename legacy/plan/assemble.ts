/** Steps out of proposals: what must happen together, in which phase, under which name. */
import { posix } from "node:path";
import { counted } from "../../infra/words.ts";
import type { Template } from "../duplicates/template.ts";
import { PHASES, type Change, type Phase, type Step } from "../plan-types.ts";
import { kindOf } from "../kinds.ts";
import { sha256 } from "../sha256.ts";
import { CONSTRAINTS_PATH } from "./constrained.ts";
import { CONSTRAINTS } from "./constraints.ts";
import { isMade } from "./dockerfiles.ts";
import type { Estate } from "./estate.ts";
import { MANIFEST, manifestJson, readManifest, templatePath } from "./manifest.ts";
import type { Candidate, PlanOptions } from "./plan.ts";
import { criticalOf, type Proposal } from "./proposal.ts";
import { catalogueFiles } from "./catalogue/document.ts";
import type { Merged } from "./catalogue/merge.ts";
import { constraintsText, portRows, portsJson } from "./registry.ts";
import { overridePath, overrideText, switchedOff } from "./switched-off.ts";

/** Services of the pilot phase. */
const PILOT = 5;

/** Steps by phase; a path is changed by one step only, so that each step can be held or taken back by itself. */
export function assemble(estate: Estate, chosen: readonly Candidate[], templates: readonly Template[], compose: Merged | undefined, options: PlanOptions): Step[] {
  const pieces = componentsOf(chosen.map(({ proposal }) => proposal));
  const pilots = new Set(pilotsOf(pieces, options));
  const named = new Map<string, number>();
  const steps = pieces.map((piece): Step => {
    const services = [...new Set([...piece.flatMap((p) => p.services), ...criticalIn(piece, options)])].sort();
    const phase = phaseOf(piece);
    return {
      id: unusedId(phase === "final" ? `${finalName(piece[0]!)}-${groupOf(piece[0]!)}` : piece[0]!.services[0]!, named),
      phase: pilots.has(piece) ? "pilot" : phase,
      title: titleOf(piece),
      cause: causeOf(piece),
      risk: (["high", "medium", "low"] as const).find((risk) => piece.some((p) => p.risk === risk))!,
      services,
      critical: criticalIn(piece, options),
      changes: piece.map((p) => changeOf(p, estate)),
    };
  });
  const readers = chosen.filter(({ entry }) => entry && "copyOf" in entry && entry.copyOf === CONSTRAINTS_PATH).length;
  const all = [...(options.service === undefined ? shared(estate, readers) : []), ...catalogueStep(estate, compose), ...manifestSteps(estate, chosen, templates), ...steps];
  return PHASES.flatMap((phase) => all.filter((step) => step.phase === phase));
}

/** Services that run first: those whose Dockerfile is in use, so that the gate has something to build, one small step each. */
function pilotsOf(pieces: readonly Proposal[][], options: PlanOptions): Proposal[][] {
  const fit = pieces.filter((piece) => phaseOf(piece) === "bulk" && criticalIn(piece, options).length === 0);
  const inUse = (piece: readonly Proposal[]) => piece.some((p) => p.content !== undefined);
  return [...fit.filter(inUse), ...fit.filter((piece) => !inUse(piece))].slice(0, PILOT);
}

const criticalIn = (piece: readonly Proposal[], { critical }: PlanOptions) => [...new Set(piece.flatMap((p) => criticalOf(p.path, p.services, critical)))].sort();
const phaseOf = (piece: readonly Proposal[]): Phase => (piece.every((p) => p.phase === "final") ? "final" : "bulk");

/** Final proposals by folder, others by their first service; what needs each other stays together. Sorted by path. */
function componentsOf(proposals: readonly Proposal[]): Proposal[][] {
  const sorted = [...proposals].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    const up = parent.get(key) ?? key;
    return up === key ? key : root(up);
  };
  const keyOf = (p: Proposal) => (p.phase === "final" ? `${finalName(p)} ${groupOf(p)}` : `service ${p.services[0]}`);
  for (const p of sorted) for (const other of [keyOf(p), ...p.needs.map((path) => `path ${path}`)]) parent.set(root(`path ${p.path}`), root(other));
  return [...Map.groupBy(sorted, (p) => root(`path ${p.path}`)).values()];
}

/** What is written in the last phase are wrappers of scripts; the rest goes. */
const finalName = ({ content }: Proposal) => (content === undefined ? "archive" : "scripts");

/** The first two folders of a path, as a name. */
const groupOf = ({ path }: Proposal) => path.split("/").slice(0, -1).slice(0, 2).join("-") || "root";

function titleOf(piece: readonly Proposal[]): string {
  const count = (kind: string, gone: boolean) => piece.filter((p) => kindOf(p.path) === kind && (p.content === undefined) === gone).length;
  const givenUp = piece.filter((p) => p.givenUp).length;
  const isDockerfile = (p: Proposal) => kindOf(p.path) === "dockerfile";
  const parts = [
    [piece.filter((p) => isDockerfile(p) && isMade(p.content ?? "")).length, "Dockerfile made from a template", "Dockerfiles made from a template"],
    [piece.filter((p) => isDockerfile(p) && p.content !== undefined && !isMade(p.content)).length, "Dockerfile put onto our base", "Dockerfiles put onto our base"],
    [count("dockerfile", true), "Dockerfile kept as a row of the manifest", "Dockerfiles kept as rows of the manifest"],
    [count("requirements", true), "copy of a requirements file", "copies of requirements files"],
    [count("compose", true) - givenUp, "compose file that another one or the catalogue holds", "compose files that another one or the catalogue holds"],
    [givenUp, "compose file that is given up", "compose files that are given up"],
    [piece.filter((p) => p.phase === "final" && p.content !== undefined && kindOf(p.path) === undefined).length, "old script that calls what took its place", "old scripts that call what took their place"],
    [piece.filter((p) => posix.basename(p.path) === CONSTRAINTS).length, "build context with the shared constraints", "build contexts with the shared constraints"],
  ] as const;
  return parts.filter(([n]) => n > 0).map(([n, one, more]) => counted(n, one, more)).join(", ");
}

/** Every cause once; of many the first ones. */
function causeOf(piece: readonly Proposal[]): string {
  const causes = piece.map((p) => `${p.path}: ${p.cause}`);
  return causes.length > 6 ? `${causes.slice(0, 6).join("; ")}; and ${causes.length - 6} more like these` : causes.join("; ");
}

function changeOf({ path, content, mode: wanted }: Proposal, estate: Estate): Change {
  if (content !== undefined) return made(path, content, estate, wanted);
  const { mode, bytes } = estate.files.get(path)!;
  return { kind: "remove", path, sha256: sha256(bytes!), mode };
}

/** A file that is written, in the place of what may stand there. */
function made(path: string, content: string, estate: Estate, mode?: number): Change {
  const old = estate.files.get(path);
  return { kind: "write", path, content, encoding: "utf8", mode: mode ?? old?.mode ?? 0o644, before: old?.bytes ? sha256(old.bytes) : null };
}

/** @param readers build contexts that get a copy of the constraints. */
function shared(estate: Estate, readers: number): Step[] {
  const ports = portRows(estate);
  const rows = switchedOff(estate);
  const base = { phase: "base" as const, risk: "low" as const, services: [], critical: [] };
  const contested = ports.filter((row) => row.contested).length;
  const steps: Step[] = [];
  if ([...estate.files.keys()].some((path) => kindOf(path) === "requirements")) {
    steps.push({ ...base, id: "constraints", title: "one set of versions for all Python packages", cause: `versions on which all requirements files agree, and those on which they do not; ${readers > 0 ? `${counted(readers, "build context gets", "build contexts get")} a copy of it` : "nothing reads it yet"}`, changes: [made(CONSTRAINTS_PATH, constraintsText(estate), estate)] });
  }
  if (ports.length > 0) steps.push({ ...base, id: "ports", title: `registry of ${counted(ports.length, "host port")}`, cause: `${counted(contested, "of them is", "of them are")} published by services of different names`, changes: [made("consolidated/ports.json", portsJson(ports), estate)] });
  if (rows.length > 0) {
    const files = [...Map.groupBy(rows, (row) => row.compose)];
    steps.push({ ...base, id: "switched-off", phase: "final", title: `override files for ${counted(rows.length, "service")} that cannot start`, cause: "their build context or Dockerfile is missing, or they depend on such a service; the compose files themselves stay as they are", changes: files.map(([compose, own]) => made(overridePath(compose), overrideText(own), estate)) });
  }
  return steps;
}

/** Whether or not a file goes: the catalogue is there to be compared with the files first. */
function catalogueStep(estate: Estate, compose: Merged | undefined): Step[] {
  if (compose === undefined || compose.rows.length === 0) return [];
  const { rows, conflicts, stays } = compose;
  const cause = `${counted(new Set(rows.flatMap((row) => row.from)).size, "compose file defines", "compose files define")} them; ${counted(conflicts.length, "key differs", "keys differ")} between files, ${counted(stays.length, "definition stays where it is", "definitions stay where they are")}; nothing reads it yet`;
  return [{ id: "catalogue", phase: "base", title: `one catalogue of ${counted(rows.length, "service")}`, cause, risk: "low", services: [], critical: [], changes: Object.entries(catalogueFiles(compose)).map(([path, text]) => made(path, text, estate)) }];
}

function manifestSteps(estate: Estate, chosen: readonly Candidate[], templates: readonly Template[]): Step[] {
  const entries = chosen.flatMap(({ entry }) => (entry ? [entry] : []));
  if (entries.length === 0) return [];
  const used = templates.filter((t) => entries.some((entry) => "template" in entry && entry.template === t.name));
  const changes = [made(MANIFEST, manifestJson(readManifest(estate), used, entries), estate), ...used.map((t) => made(templatePath(t.name), t.text, estate))];
  return [{ id: "templates", phase: "base", title: `${counted(used.length, "template")} and the manifest of ${counted(entries.length, "file")}`, cause: "what the later steps replace is made from these again", risk: "low", services: [], critical: [], changes }];
}

function unusedId(name: string, taken: Map<string, number>): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9.-]+/g, "-").replace(/^[^a-z0-9]+/, "") || "step";
  const count = (taken.get(slug) ?? 0) + 1;
  taken.set(slug, count);
  return count === 1 ? slug : `${slug}-${count}`;
}
