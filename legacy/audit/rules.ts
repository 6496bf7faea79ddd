/** What the audit finds: a row a rule. Facts and counts are in ../facts.ts; these are their words for people. */

export type Severity = "error" | "warning" | "note";

export interface AuditRule {
  /** `error`: cannot work, loses data or shows a secret; `warning`: works, but unsafe or by luck; `note`: costs order. */
  readonly severity: Severity;
  /** What it is about, as a heading. */
  readonly title: string;
  readonly fix: string;
}

const rule = (severity: Severity, title: string, fix: string): AuditRule => ({ severity, title, fix });

export const AUDIT_RULES = {
  "unreadable": rule("error", "Files and folders that cannot be read", "make it readable for this user, or remove it"),
  "encoding": rule("note", "Unusual encodings", "save it as UTF-8 without byte order mark, with newlines only"),
  "link": rule("warning", "Links that lead nowhere or out of the checkout", "replace the link by the file, or remove it"),
  "near-miss": rule("note", "Names that only look like a build file", "give it the right name if it is used, else remove it"),
  "destroys-data": rule("error", "Scripts that destroy data", "remove the volumes and data folders by name, after a backup and a question"),

  "dockerfile-invalid": rule("error", "Dockerfiles that the builder refuses", "correct the line"),
  "dockerfile-copy-missing": rule("error", "COPY of what the build context lacks", "add the file, correct the path, or remove the line"),
  "dockerfile-copy-glob": rule("note", "COPY with a wildcard that matches nothing", "remove the line, or add what it should match"),
  "dockerfile-copy-words": rule("error", "Shell syntax in COPY, which takes it for file names", "COPY knows no shell: copy a folder, or use RUN"),
  "dockerfile-copy-escape": rule("warning", "COPY from outside the build context", "build in a larger context and write the path from there"),
  "dockerfile-root-command": rule("error", "Package installation and user management after USER", "move the line above USER"),
  "dockerfile-user-tools": rule("error", "User tools that Alpine does not have", "use adduser and addgroup, or apk add shadow first"),
  "dockerfile-package-manager": rule("error", "A package manager that does not fit the base image's name", "use apk on Alpine, apt-get on Debian and Ubuntu"),
  "dockerfile-secret": rule("error", "Secrets in ENV and ARG", "pass it at run time as a file, and change it: it is in every copy of the image"),
  "dockerfile-pipe-to-shell": rule("warning", "Downloads piped into a shell", "download, check the sum, then run; or install a package"),
  "dockerfile-add-url": rule("warning", "ADD of a URL", "use RUN with curl and a checksum, or ADD --checksum"),
  "dockerfile-unpinned": rule("warning", "Base images without a version", "name a version: image:1.2.3"),
  "dockerfile-root": rule("warning", "Images that run as root", "add a user, and USER as the last line before CMD"),
  "dockerfile-health": rule("note", "Images without a health check", "add HEALTHCHECK, or healthcheck in every service that uses it"),
  "dockerfile-recommends": rule("note", "apt-get install with recommended packages", "add --no-install-recommends"),

  "requirements-place": rule("warning", "Requirements by a path or address that is counted as no entry", "write NAME @ URL, or a path that begins with ./"),
  "requirements-invalid": rule("error", "Requirements that pip refuses", "correct the line"),
  "requirements-include": rule("error", "Requirements that include a missing file", "correct the path"),
  "requirements-duplicate": rule("warning", "Packages named twice in one file", "keep one line"),
  "requirements-conflict": rule("warning", "Packages whose files ask for different versions", "one constraints file for all"),

  "compose-invalid": rule("error", "Compose files that are no YAML", "correct the line"),
  "compose-not-compose": rule("note", "Files named like compose files that are none", "rename it"),
  "compose-duplicate-key": rule("error", "Keys given twice; docker compose refuses the file", "keep one; several << become one list"),
  "compose-context": rule("error", "Build contexts that do not exist", "correct the path, seen from the compose file's folder"),
  "compose-dockerfile": rule("error", "Dockerfiles that services name and that do not exist", "correct the path, seen from the context"),
  "compose-target": rule("error", "Build targets that are no stage", "name a stage of the Dockerfile"),
  "compose-port-conflict": rule("error", "Host ports published twice", "give one service another host port"),
  "compose-undefined": rule("error", "Volumes, networks and services that are used but not defined", "define it at the top level, or correct the name"),
  "compose-cycle": rule("error", "Services that wait for each other", "remove one depends_on"),
  "compose-refused": rule("error", "Services that docker compose refuses", "correct the field"),
  "compose-size": rule("error", "Sizes that docker compose does not know", "write 512m or 4g"),
  "compose-secret": rule("error", "Secrets in clear in the environment", "deliver it as a file, and change it"),
  "compose-privileged": rule("warning", "Privileged services and host namespaces", "name the one capability or device that is needed"),
  "compose-socket": rule("warning", "Services that hold the engine's socket, which is root on the host", "put a filtering proxy in front"),
  "compose-unpinned": rule("warning", "Images without a version", "name a version: image:1.2.3"),
  "compose-limits": rule("note", "Services without memory or CPU limit", "set mem_limit and cpus"),
  "compose-health": rule("note", "Services without any health check", "add healthcheck"),
  "compose-bind": rule("warning", "Mounted files and folders that do not exist", "add it: docker makes an empty folder of that name"),
  "compose-env-file": rule("error", "env_file that does not exist", "add the file, or mark it required: false"),
  "compose-fragment": rule("note", "Services with neither image nor build", "only useful as an override: say beside which file"),
} as const satisfies Record<string, AuditRule>;

export type AuditRuleName = keyof typeof AUDIT_RULES;

/** Something in a file that should be looked at. */
export interface Finding {
  readonly rule: AuditRuleName;
  readonly severity: Severity;
  readonly file: string;
  /** From 1; 0 for the file as a whole. */
  readonly line: number;
  readonly message: string;
  readonly fix: string;
}

export function finding(rule: AuditRuleName, file: string, line: number, message: string): Finding {
  const { severity, fix } = AUDIT_RULES[rule];
  return { rule, severity, file, line, message, fix };
}
