/** `policy check DIR`: the Dockerfile rules on every Dockerfile of a folder. */
import { statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { IMAGES } from "../../infra/images.ts";
import { counted } from "../../infra/words.ts";
import { lint, settle } from "../../lint/check.ts";
import { LINT_EXEMPTIONS, type LintExemption } from "../../lint/exemptions.ts";
import { readFolder } from "../../lint/folder.ts";
import { LINT_RULES } from "../../lint/rules.ts";
import { UsageError } from "../command.ts";
import { exemptionState, merged, type Finding, type PolicyReport } from "./finding.ts";
import type { Requirement } from "./requirement.ts";

/** What a person asks for without knowing rules; these only advise. */
const ADVISORY = "low";

const UNREADABLE: Requirement = {
  id: "dockerfile-readable",
  kind: "dockerfile",
  description: "A Dockerfile can be read, and every folder in which one may be.",
  severity: "medium",
  remedy: "Give this user the right to read it, or remove it.",
  controls: { cis: [], soc2: [], iso27001: [] },
};

/** @param root of this checkout: its own Dockerfiles are known with their bases and exemptions. @throws UsageError when DIR is no folder. */
export function checkFolder(root: string, folder: string, at: Date): PolicyReport {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`"${folder}" is no folder`);
  const directory = resolve(folder);
  const own = isBelow(root, directory);
  const inRoot = (file: string) => relative(root, join(directory, file));
  const read = readFolder(directory, (file) => (own ? ownBase(root, directory, inRoot(file)) : undefined));
  const today = at.toISOString().slice(0, 10);
  const found = read.flatMap((one) => ("subject" in one ? lint(one.file, one.subject) : []));
  const exemptions = own ? LINT_EXEMPTIONS : [];
  const { standing, uses } = settle(found.map((f) => ({ ...f, file: own ? inRoot(f.file) : f.file })), exemptions, today);
  return {
    subject: own ? relative(root, directory) || "this checkout" : folder,
    at,
    judged: [`${counted(read.filter((one) => "subject" in one).length, "Dockerfile")} by ${LINT_RULES.length} rules`],
    skipped: [],
    findings: merged([
      ...read.flatMap((one) => ("unreadable" in one ? [unreadable(one.file, one.unreadable)] : [])),
      ...standing.map(({ rule, file, line, must, got, fix }): Finding => ({
        requirement: { ...rule, id: rule.name, kind: "dockerfile" },
        level: rule.severity === ADVISORY ? "advisory" : "mandatory",
        place: { file, line },
        sources: ["file"],
        must,
        got,
        fix,
      })),
    ]),
    exemptions: exemptions.map((e: LintExemption) => ({ rule: e.rule, subject: e.files, reason: e.reason, owner: e.owner, expires: e.expires, state: exemptionState(e.expires, today, uses.has(e)) })),
  };
}

function unreadable(file: string, why: string): Finding {
  return { requirement: UNREADABLE, level: "mandatory", place: { file, line: 1 }, sources: ["file"], must: "be readable", got: why, fix: UNREADABLE.remedy };
}

const isBelow = (root: string, folder: string) => folder === root || folder.startsWith(`${root}/`);

/** The Dockerfile that BASE stands for: the image table says it. */
function ownBase(root: string, directory: string, file: string): string | undefined {
  const image = IMAGES.find((i) => i.context === dirname(file));
  const base = IMAGES.find((i) => i.name === (image?.from.lab ?? image?.from.registry));
  return base === undefined || base.kind === "distribution" ? undefined : relative(directory, join(root, base.context, "Dockerfile"));
}
