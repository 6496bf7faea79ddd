import type { LintFinding, LintRule } from "../rule.ts";
import type { Stage } from "../subject.ts";

const USER_TOOLS: ReadonlySet<string> = new Set(["groupadd", "useradd", "usermod", "groupmod"]);
const DEBIAN = /slim|bookworm|bullseye|buster|jammy|focal|noble|debian|ubuntu/;

/** Decided by the base's name alone. */
export const fittingTools: LintRule = {
  name: "fitting-tools",
  description: "A build uses the tools that its base has: apk and adduser on Alpine, apt-get on Debian and Ubuntu.",
  severity: "high",
  remedy: "Alpine: apk add, addgroup and adduser (or apk add shadow). Debian and Ubuntu: apt-get.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: ({ stages }) => stages.flatMap((stage) => inStage(stage, imageOf(stage))),
};

function inStage({ steps }: Stage, image: string): LintFinding[] {
  const alpine = isAlpine(image);
  let shadow = false;
  return steps.flatMap(({ instruction: { line }, programs }) => {
    const found = programs.flatMap((p): [string, string][] => {
      shadow ||= p.name === "apk" && p.args.includes("add") && p.args.includes("shadow");
      if (alpine && !shadow && USER_TOOLS.has(p.name)) return [[p.name, "write addgroup and adduser, or apk add shadow first"]];
      if (alpine && (p.name === "apt-get" || p.name === "apt")) return [[p.name, "write apk add --no-cache"]];
      return p.name === "apk" && DEBIAN.test(image) ? [["apk", "write apt-get install --no-install-recommends"]] : [];
    });
    return [...new Map(found)].map(([name, fix]) => ({ line, must: "use a tool that its base has", got: `${name} on ${image}`, fix }));
  });
}

/** The image that a stage stands on in the end. */
function imageOf({ base }: Stage): string {
  return base.kind === "stage" ? imageOf(base.stage) : base.text;
}

function isAlpine(image: string): boolean {
  const [repository, tag = ""] = image.replace(/@.*/, "").split(/:(?!.*\/)/);
  return tag.includes("alpine") || repository!.split("/").at(-1) === "alpine";
}
