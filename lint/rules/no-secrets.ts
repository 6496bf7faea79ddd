import { posix } from "node:path";
import { secretKind } from "../../legacy/secrets.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { stepsOf, type Subject } from "../subject.ts";
import { takenFrom } from "../../readers/dockerfile/instruction.ts";

/** Files that hold keys or passwords by their very name. */
const SECRET_FILE = /^(\.env(\.(?!example$|sample$|template$|dist$)[\w-]+)?|\.netrc|\.pgpass|\.git-credentials|id_(rsa|dsa|ecdsa|ed25519)|credentials(\.json)?|.*\.(pem|key|p12|pfx|jks|keystore|kdbx))$/i;

/** Values are never shown: they may be secrets. */
export const noSecrets: LintRule = {
  name: "no-secrets",
  description: "No secret is written into the image: by ENV, ARG or a copied file.",
  severity: "critical",
  remedy: "Take it out, and change the secret: whoever has the image has it. Hand it in as a file when the container starts, or with RUN --mount=type=secret.",
  controls: { cis: ["4.10"], soc2: ["CC6.1", "C1.1"], iso27001: ["A.5.17", "A.8.24"] },
  check: (subject) => [...variables(subject), ...files(subject)],
};

function variables({ dockerfile: { instructions } }: Subject): LintFinding[] {
  return instructions.flatMap(({ keyword, pairs, line }) => {
    if (keyword !== "ENV" && keyword !== "ARG") return [];
    return pairs.flatMap(({ name, value }) => {
      const kind = value === undefined ? undefined : secretKind(name, unquoted(value));
      if (kind === undefined || kind === "placeholder") return [];
      return [{ line, must: "hold no secret", got: `${keyword} ${name} with ${kind === "url" ? "a password in its URL" : "a value"}`, fix: `remove the value; hand ${name} in when the container starts` }];
    });
  });
}

function files(subject: Subject): LintFinding[] {
  return stepsOf(subject).flatMap(({ instruction: { keyword, args, flags, line } }) => {
    if ((keyword !== "COPY" && keyword !== "ADD") || takenFrom({ flags }) !== undefined) return [];
    return args.slice(0, -1).filter((source) => SECRET_FILE.test(posix.basename(source))).map((source) => ({ line, must: "copy no file of secrets", got: `${keyword} ${source}`, fix: "mount it when the container starts, and name it in .dockerignore" }));
  });
}

const unquoted = (value: string) => value.replace(/^(["'])(.*)\1$/s, "$2");
