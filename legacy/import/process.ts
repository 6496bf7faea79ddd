/** What runs in the container of a compose service: image, words, variables, user, rights, health, sizes, logs. */
import { RESOURCES, SECURITY, STOP_GRACE, type ResourceClassName, type SecurityClassName } from "../../infra/classes.ts";
import { formatCpus, formatMebibytes, parseSeconds } from "../../infra/units.ts";
import { sizeInBytes } from "../../readers/compose/sizes.ts";
import { at, entriesOf, isNull, itemsOf, textOf, type YamlNode } from "../../readers/yaml/node.ts";
import { isSecretName, secretKind } from "../secrets.ts";
import { isTrue, plain, texts, type Draft, type Part } from "./part.ts";
import { catalogueName, shellWords } from "./words.ts";
import { quoted } from "../../readers/shell/quote.ts";

export const command: Part = (draft, node, key) => {
  if (isNull(node)) return;
  const words = node.kind === "scalar" ? shellWords(node.text) : texts(node);
  if (words === undefined) return draft.refuse(node, `words for ${key}`, "something else", "write a list of texts");
  const kept = words.filter((word) => word !== "");
  if (kept.length < words.length) draft.lose("lost", key, node, "a word of the catalogue has at least one character", "leave the empty word out");
  if (kept.length > 0) draft.entry[key === "command" ? "command" : "entrypoint"] = kept;
};

export const environment: Part = (draft, node) => {
  for (const { key: name, keyAt, value } of entriesOf(node)) {
    if (value.kind !== "scalar") draft.refuse(value, `a value for ${name}`, value.kind, "write a text");
    else if (isNull(value)) draft.lose("lost", `environment.${name}`, keyAt, "its value comes from the shell that starts compose", "write the value, or a secret");
    else if (isSecretName(name) && value.text === "") draft.lose("lost", `environment.${name}`, keyAt, "a secret without a value", "give it as a file with {{secret:NAME}}", "(empty)");
    else if (secretKind(name, value.text.replaceAll("$", "$$$$")) !== undefined) secret(draft, name, value);
    else if (/[\n\0]/.test(value.text)) draft.lose("lost", `environment.${name}`, value, "a value has no line breaks", "give it as a file");
    else (draft.entry.env ??= {})[name] = typeof value.value === "number" ? String(value.value) : value.text;
  }
};

/** The value becomes a file; a URL keeps all but its password. */
function secret(draft: Draft, name: string, value: YamlNode & { kind: "scalar" }): void {
  const label = catalogueName(`${draft.entry.name}-${name}`);
  const placeholder = `{{secret:${label}}}`;
  const url = value.text.replace(/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${placeholder}@`);
  const target = `/run/secrets/${name.toLowerCase().replaceAll("_", "-")}`;
  (draft.entry.files ??= []).push({ target, content: isSecretName(name) || url === value.text ? placeholder : url });
  (draft.entry.env ??= {})[`${name}_FILE`] = target;
  draft.lose("changed", `environment.${name}`, value, "a secret in the environment can be read by everyone who may ask the engine", `it is the file ${target}, named by ${name}_FILE: see that the image reads it; the value is made anew as the secret ${label}`, "(a secret)");
}

export const user: Part = (draft, node) => {
  const text = textOf(node) ?? "";
  const [uid, gid = uid] = text.split(":");
  if (/^[1-9]\d*$/.test(uid!) && /^\d+$/.test(gid!)) {
    draft.entry.user = `${uid}:${gid}`;
    if (!text.includes(":")) draft.lose("changed", "user", node, "a user has a group", `runs as ${uid}:${gid}`);
  } else draft.lose("changed", "user", node, "a user is numeric and not root", `runs as ${draft.entry.user}; give its folders to that user`);
};

export const capabilities: Part = (draft, node) => {
  const wanted = (texts(node) ?? []).map((name) => `CAP_${name.toUpperCase().replace(/^CAP_/, "")}`);
  const classes = Object.entries(SECURITY) as [SecurityClassName, { capabilities: readonly string[] }][];
  const held = (all: readonly string[]) => wanted.filter((name) => all.includes(name)).length;
  const [best, { capabilities: given }] = [...classes].sort(([, a], [, b]) => held(b.capabilities) - held(a.capabilities) || a.capabilities.length - b.capabilities.length)[0]!;
  draft.entry.security = best;
  const missing = wanted.filter((name) => !given.includes(name));
  if (missing.length > 0) draft.lose("lost", "cap_add", node, "no security class has them", "see whether it works without", missing.join(", "));
  if (given.length > wanted.length - missing.length) draft.lose("changed", "cap_add", node, "capabilities come in classes", `has the class ${best}: ${given.join(", ")}`);
};

export const health: Part = (draft, node) => {
  const test = at(node, "test");
  const words = test?.kind === "scalar" ? ["CMD-SHELL", test.text] : texts(test);
  if (isTrue(at(node, "disable")) || words?.[0] === "NONE") return draft.lose("changed", "healthcheck", node, "every service has a check", "only looks whether its process lives");
  if (test === undefined || words === undefined || words.length < 2) return draft.lose("changed", "healthcheck", node, "every service has a check of its own", "only looks whether its process lives");
  if (words[0] !== "CMD" && words[0] !== "CMD-SHELL") return draft.refuse(test, "a check that begins with CMD, CMD-SHELL or NONE", `"${words[0]!}"`, "write CMD before the words");
  const empty = words[0] !== "CMD-SHELL" && words.includes("");
  if (empty) draft.lose("changed", "healthcheck.test", test, "a word of the catalogue has at least one character", "the shell asks instead; see that the image has one");
  const check = words[0] === "CMD-SHELL" ? { shell: words[1]! } : empty ? { shell: words.slice(1).map(quoted).join(" ") } : { command: words.slice(1) };
  const health: typeof draft.entry.health = { class: "app", check };
  for (const [key, field] of [["interval", "interval"], ["timeout", "timeout"], ["start_period", "startPeriod"]] as const) {
    const value = at(node, key);
    if (value === undefined) continue;
    const seconds = parseSeconds(textOf(value) ?? "");
    if (seconds !== undefined && seconds > 0) health[field] = textOf(value)!;
    else draft.lose("changed", `healthcheck.${key}`, value, "a duration above nothing, with its unit", "has that of the class app");
  }
  const retries = Number(textOf(at(node, "retries")));
  if (Number.isInteger(retries) && retries >= 1 && retries <= 30) health.retries = retries;
  else if (at(node, "retries") !== undefined) draft.lose("changed", "healthcheck.retries", at(node, "retries")!, "from 1 to 30", "has that of the class app");
  const lost = entriesOf(node).filter((e) => !["test", "interval", "timeout", "start_period", "retries", "disable"].includes(e.key));
  for (const e of lost) draft.lose("lost", `healthcheck.${e.key}`, e.value, "a start is watched by the deploy itself", "none");
  draft.entry.health = health;
};

const LEAST_CPUS = 0.1;

/** `deploy.resources` over `mem_limit` and `cpus`, as in compose. */
export function sizes(draft: Draft): void {
  const limits = at(draft.body, "deploy", "resources", "limits");
  const memoryNode = at(limits, "memory") ?? at(draft.body, "mem_limit");
  const cpusNode = at(limits, "cpus") ?? at(draft.body, "cpus");
  if (at(limits, "memory") !== undefined && at(draft.body, "mem_limit") !== undefined) draft.lose("lost", "mem_limit", at(draft.body, "mem_limit")!, "deploy.resources.limits.memory is the limit", "none");
  if (at(limits, "cpus") !== undefined && at(draft.body, "cpus") !== undefined) draft.lose("lost", "cpus", at(draft.body, "cpus")!, "deploy.resources.limits.cpus is the limit", "none");
  const memory = sizeInBytes(textOf(memoryNode) ?? "");
  const cpus = Number(textOf(cpusNode) ?? Number.NaN);
  const mebibytes = memory === undefined || memory === 0 ? undefined : Math.max(6, Math.round(memory / 1024 ** 2));
  const wanted = { memory: mebibytes ?? 0, cpus: cpus > 0 ? cpus : 0 };
  const classes = Object.entries(RESOURCES.prod) as [ResourceClassName, (typeof RESOURCES.prod)["small"]][];
  const [name] = classes.find(([, c]) => c.memory >= wanted.memory && c.cpus >= wanted.cpus) ?? classes.at(-1)!;
  draft.entry.resources = wanted.memory === 0 && wanted.cpus === 0 ? "medium" : name;
  if (mebibytes !== undefined) draft.sizes.memory = formatMebibytes(mebibytes);
  if (cpus > 0) draft.sizes.cpus = Math.max(LEAST_CPUS, Number(formatCpus(cpus)));
  if (cpus > 0 && draft.sizes.cpus !== cpus) draft.lose("changed", "deploy.resources.limits.cpus", cpusNode!, "CPUs are tenths, or hundredths from 0.1 to 9.99", `has ${draft.sizes.cpus}`);
  if (memoryNode === undefined || cpusNode === undefined) draft.lose("default", "deploy.resources.limits", draft.body, "every service has limits", `those of the class ${draft.entry.resources}, where the file has none`, "none given");
  for (const { key, value } of entriesOf(at(draft.body, "deploy", "resources"))) if (key !== "limits") draft.lose("lost", `deploy.resources.${key}`, value, "reservations come with the class", "none");
  for (const { key, value } of entriesOf(limits)) if (key !== "memory" && key !== "cpus") draft.lose("lost", `deploy.resources.limits.${key}`, value, "comes with the class", "none");
}

export const deploy: Part = (draft, node) => {
  for (const { key, value } of entriesOf(node)) if (key !== "resources") draft.lose("lost", `deploy.${key}`, value, "one container of each service, on one engine", "none");
};

export const logging: Part = (draft, node) => {
  const options = plain(at(node, "options") ?? node) as Record<string, unknown>;
  const [size, files] = [String(options["max-size"] ?? ""), String(options["max-file"] ?? "")];
  draft.entry.logs = files === "5" ? "verbose" : "standard";
  if ((textOf(at(node, "driver")) ?? "json-file") !== "json-file" || size !== "10m" || !["3", "5"].includes(files)) draft.lose("changed", "logging", node, "logs are kept in classes", `${draft.entry.logs}: 10 MB, ${files === "5" ? 5 : 3} files`);
  for (const { key, value } of entriesOf(at(node, "options"))) if (key !== "max-size" && key !== "max-file") draft.lose("lost", `logging.options.${key}`, value, "logs are kept in classes", "none is needed in most cases");
};

export const stopGrace: Part = (draft, node) => {
  const wanted = parseSeconds(textOf(node) ?? "") ?? 0;
  draft.entry.stop = wanted > STOP_GRACE.stateless ? "stateful" : "stateless";
  if (wanted !== STOP_GRACE[draft.entry.stop]) draft.lose("changed", "stop_grace_period", node, "the time to stop comes in classes", `${draft.entry.stop}: ${STOP_GRACE[draft.entry.stop]} s`);
};

export const ulimits: Part = (draft, node) => {
  for (const { key, value } of entriesOf(node)) {
    const [soft, hard] = [Number(textOf(at(value, "soft")) ?? textOf(value)), Number(textOf(at(value, "hard")) ?? textOf(value))];
    if (key === "nofile" && soft > 0 && hard > 0) draft.entry.ulimits = { nofile: { soft, hard } };
    else draft.lose("lost", `ulimits.${key}`, value, "the catalogue has the limit of open files only", "none is needed in most cases");
  }
};

export const secrets: Part = (draft, node) => {
  for (const item of itemsOf(node)) {
    const source = textOf(at(item, "source")) ?? "";
    const written = textOf(at(item, "target")) ?? source;
    const target = written.startsWith("/") ? written : `/run/secrets/${written}`;
    (draft.entry.files ??= []).push({ target, content: `{{secret:${catalogueName(source)}}}` });
    for (const { key, value } of entriesOf(item)) if (key !== "source" && key !== "target") draft.lose("lost", `secrets.${key}`, value, "a secret belongs to the service's user, with mode 0400", "none");
    draft.lose("changed", "secrets", item, "secrets are made by the stack, readable by the service's user only", `the value is made anew as the secret ${catalogueName(source)}`, source);
  }
};
