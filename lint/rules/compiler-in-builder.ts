import type { Started } from "../../readers/shell/commands.ts";
import type { LintRule } from "../rule.ts";
import { chainOf } from "../subject.ts";

const COMPILERS = /^(gcc|g\+\+|clang|make|cmake|build-essential|build-base|golang(-go)?|rustc|cargo|default-jdk|openjdk-\d+-jdk(-headless)?|maven|gradle|linux-headers-\S+|libc6-dev|musl-dev)(=.*)?$/;
const INSTALLS: Readonly<Record<string, string>> = { "apt-get": "install", apt: "install", apk: "add", yum: "install", dnf: "install", microdnf: "install" };
const REMOVES: ReadonlySet<string> = new Set(["purge", "remove", "autoremove", "del", "erase"]);

/** Compilers that programs of a package manager install. */
export const compilersIn = (programs: readonly Started[]): string[] => programs.flatMap((p) => (p.args.includes(INSTALLS[p.name] ?? "\n") ? p.args.filter((arg) => COMPILERS.test(arg)) : []));

/** A compiler that the same RUN removes again is none. */
export const compilerInBuilder: LintRule = {
  name: "compiler-in-builder",
  description: "Compilers stay in a build stage; the image has only what they made.",
  severity: "medium",
  remedy: "Compile in a stage of its own (FROM ... AS builder), and COPY --from=builder the result.",
  controls: { cis: ["4.3"], soc2: ["CC6.8"], iso27001: ["A.8.19"] },
  check: ({ stages, base }) => {
    const last = stages.at(-1);
    if (last === undefined) return [];
    const chain = chainOf(last, base);
    return stages.filter((stage) => chain.includes(stage)).flatMap((stage) =>
      stage.steps.flatMap(({ instruction: { line }, programs }) => {
        if (programs.some((p) => p.name in INSTALLS && p.args.some((arg) => REMOVES.has(arg)))) return [];
        const found = compilersIn(programs);
        return found.length === 0 ? [] : [{ line, must: "install compilers in a build stage only", got: found.join(", "), fix: "move it to a stage AS builder, and COPY --from=builder what it makes" }];
      }),
    );
  },
};
