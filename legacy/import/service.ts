/** A compose service as a catalogue entry. One row a key: what is not in the table is lost, and said. */
import { relative, resolve } from "node:path";
import { PROFILES, type ProfileName } from "../../infra/classes.ts";
import type { ImageDefinition } from "../../infra/images.ts";
import { isPinned } from "../../infra/service.ts";
import { STAND_IN } from "../../infra/stand-in.ts";
import { at, entriesOf, isNull, textOf, type YamlEntry, type YamlMap, type YamlNode } from "../../readers/yaml/node.ts";
import { draftOf, isTrue, texts, type Draft, type Part, type Surroundings, type Unpinned } from "./part.ts";
import { dependsOn, networks, ports, tmpfs, volumes } from "./places.ts";
import { capabilities, command, deploy, environment, health, logging, secrets, sizes, stopGrace, ulimits, user } from "./process.ts";
import { catalogueName } from "./words.ts";

export interface Options {
  /** Tier of every imported service. */
  readonly tier: number;
  /** The checkout, from which build contexts are named. */
  readonly root: string;
  /** `refuse` unless said otherwise. */
  readonly unpinned?: Unpinned;
}

/** The rule of services that nothing can be started of. */
export const NO_IMAGE = "an image or a build";

const lost = (why: string, what: string): Part => (draft, node, key) => draft.lose("lost", key, node, why, what);
/** The value that every service has is kept, any other is said. */
const fixed = (same: string, why: string, what: string): Part => (draft, node, key) => void (textOf(node) === same || draft.lose("changed", key, node, why, what));
const done: Part = () => {};

const PARTS: Readonly<Record<string, Part>> = {
  image: done,
  build: done,
  profiles,
  command,
  entrypoint: command,
  environment,
  ports,
  volumes,
  tmpfs,
  networks,
  depends_on: dependsOn,
  user,
  cap_add: capabilities,
  healthcheck: health,
  deploy,
  mem_limit: done,
  cpus: done,
  logging,
  stop_grace_period: stopGrace,
  ulimits,
  secrets,
  expose: lost("services on one network reach every port of each other", "none"),
  links: lost("services on one network find each other by name", "none"),
  container_name: lost("names are made of the stack's and the service's", "use the service's name"),
  hostname: (draft, node, key) => void (textOf(node) === draft.entry.name || draft.lose("changed", key, node, "the host name is the service's name", "use the service's name")),
  labels: lost("labels are the platform's own", "none"),
  restart: fixed("unless-stopped", "every service is restarted unless stopped", "none"),
  read_only: fixed("true", "the root is read-only", "none"),
  init: fixed("false", "the image's own first process is started", "let the image start an init if it needs one"),
  privileged: fixed("false", "no service is privileged", "name what it needs: a capability class, a mount, the engine-proxy"),
  ipc: fixed("private", "no service shares memory with others", "none"),
  cap_drop: (draft, node, key) => void (texts(node)?.join() === "ALL" || draft.lose("changed", key, node, "all capabilities are dropped", "none")),
  security_opt: (draft, node, key) => void (texts(node)?.every((t) => /^no-new-privileges[:=]true$/.test(t)) || draft.lose("lost", key, node, "no-new-privileges is the only option, and always set", "none")),
  pids_limit: lost("comes with the resource class", "none"),
  mem_reservation: lost("comes with the resource class", "none"),
  memswap_limit: lost("swap is bounded to the memory limit", "none"),
};

/** Reads one service of a project. */
export function importService({ key, keyAt, value: body }: YamlEntry & { readonly value: YamlMap }, surroundings: Surroundings, options: Options): { draft: Draft; image: ImageDefinition | undefined } {
  const name = catalogueName(key);
  const draft = draftOf(key, body, {
    name,
    description: `${key}, imported from ${keyAt.file}`,
    tier: options.tier,
    image: { built: name },
    networks: ["backend"],
    user: "1000:1000",
    resources: "medium",
    security: "base",
    health: { class: "app", check: { shell: "kill -0 1" } },
    metrics: { none: "imported: nothing is known of its metrics" },
  }, surroundings);
  if (name !== key) draft.lose("changed", "name", keyAt, "names are lower-case words with hyphens", `is called ${name}; others must call it so`, key);
  for (const entry of body.entries.values()) {
    const part = PARTS[entry.key];
    if (part === undefined) draft.lose("lost", entry.key, entry.value, entry.key.startsWith("x-") ? "an extension of the file's own" : "the catalogue has no such setting", "see whether the service works without");
    else if (!isNull(entry.value)) part(draft, entry.value, entry.key);
  }
  sizes(draft);
  defaults(draft);
  return { draft, image: imageOf(draft, options) };
}

/** What the catalogue demands and the file does not give. */
function defaults(draft: Draft): void {
  const missing = (key: string, why: string, what: string) => void (at(draft.body, key) ?? draft.lose("default", key, draft.body, why, what, "none given"));
  missing("user", "no service runs as root", `runs as ${draft.entry.user}; give its folders to that user`);
  missing("healthcheck", "every service has a check", "only looks whether its process lives; write a real one");
  missing("networks", "every service is on a network", "joined backend");
  missing("read_only", "the root is read-only", "add a tmpfs or a volume for every folder that it writes to");
}

function profiles(draft: Draft, node: YamlNode, key: string): void {
  const names = texts(node) ?? [];
  const known = names.filter((name): name is ProfileName => PROFILES.includes(name as ProfileName));
  if (known.length < names.length) draft.lose("changed", key, node, `the catalogue's profiles are ${PROFILES.join(", ")}`, known.length > 0 ? "the others are left out" : "is in the profile optional");
  if (names.length > 0) draft.entry.profiles = known.length > 0 ? known : ["optional"];
}

/** Sets the entry's image. Returns the image to build, if it is one. */
function imageOf(draft: Draft, { root }: Options): ImageDefinition | undefined {
  const build = at(draft.body, "build");
  const image = textOf(at(draft.body, "image"));
  if (build === undefined && image === undefined) return draft.refuse(draft.body, NO_IMAGE, "neither", "add one; if the file changes another one, give that one before it: import BASE THIS"), undefined;
  if (build === undefined) {
    draft.entry.image = { upstream: image!, lab: STAND_IN, standIn: "imported: no image from packages was written for it yet" };
    if (draft.surroundings.unpinned === "keep" && !isPinned(image!)) draft.lose("open", "image", at(draft.body, "image")!, "the image may be another one tomorrow; no stack takes it", "name a version or a digest in the module's `upstream`");
    draft.lose("default", "image", at(draft.body, "image")!, "where there is no registry an image is built from packages", "a stand-in answers there on the service's ports, started without its entry point and asked over HTTP instead of by its check; write a lab image");
    return undefined;
  }
  const context = textOf(at(build, "context")) ?? ".";
  if (image !== undefined) draft.lose("lost", "image", at(draft.body, "image")!, "an image that is built is named by its content", "none");
  for (const { key, value } of entriesOf(build)) if (key !== "context") draft.lose("lost", `build.${key}`, value, "an image is built from the Dockerfile of its folder, with the argument BASE alone", "write it into that Dockerfile");
  draft.lose("changed", "build.context", build, "images stand on our bases", `let its Dockerfile begin with ARG BASE and FROM \${BASE}; BASE is python-agent-base`, context);
  if (isTrue(at(build, "no_cache"))) draft.lose("lost", "build.no_cache", build, "an image is built anew when its content changes", "none");
  const folder = relative(root, resolve(draft.surroundings.folderOf(build.at.file), context)) || ".";
  return { name: draft.entry.name, kind: "service", context: folder, from: { lab: "python-agent-base", registry: "python-agent-base" }, version: "1.0.0" };
}
