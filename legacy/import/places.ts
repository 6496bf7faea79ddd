/** Ports, mounts, networks and dependencies of a compose service. */
import { posix, resolve } from "node:path";
import { NETWORKS, type NetworkName } from "../../infra/classes.ts";
import { formatMebibytes } from "../../infra/units.ts";
import { hostPorts, readPort } from "../../readers/compose/ports.ts";
import { sizeInBytes } from "../../readers/compose/sizes.ts";
import { at, entriesOf, itemsOf, textOf, type YamlNode } from "../../readers/yaml/node.ts";
import { isTrue, type Draft, type Part } from "./part.ts";
import { catalogueName } from "./words.ts";

const MEBIBYTE = 1024 ** 2;
const REASON = "imported: published like this in the compose file";

export const ports: Part = (draft, node) => {
  for (const item of itemsOf(node)) {
    const mapping = readPort(item, (text) => text);
    if (mapping === undefined) {
      draft.refuse(item, "a port", textOf(item) ?? "something else", "write HOST:CONTAINER");
      continue;
    }
    for (const { key, value } of entriesOf(item)) if (!["target", "published", "host_ip", "protocol", "name", "mode"].includes(key)) draft.lose("lost", `ports.${key}`, value, "the catalogue has no such setting", "none is needed in most cases");
    for (const { key, value } of entriesOf(item)) if (key === "name" || (key === "mode" && textOf(value) !== "host" && textOf(value) !== "ingress")) draft.lose("lost", `ports.${key}`, value, "a port is published on the host, under its number", "none");
    const [host] = hostPorts(mapping);
    if (host === undefined) draft.lose("lost", "ports", item, "the engine would choose the host's port; the catalogue has fixed ones", "add a host port");
    else if (mapping.protocol !== "tcp" && mapping.protocol !== "udp") draft.lose("lost", "ports", item, "the catalogue knows tcp and udp", "publish it otherwise");
    else {
      const loopback = ["127.0.0.1", "::1", "localhost"].includes(mapping.address);
      (draft.entry.ports ??= []).push({ host: host.port, container: mapping.container.first, ...(mapping.protocol === "udp" ? { protocol: "udp" as const } : {}), ...(loopback ? {} : { public: REASON }), outOfRange: "imported: the port that its users know" });
    }
  }
};

const MOUNT_KEYS = ["type", "source", "target", "read_only", "flags", "bind", "volume", "tmpfs"];

export const volumes: Part = (draft, node) => {
  for (const item of itemsOf(node)) {
    const type = textOf(at(item, "type")) ?? "volume";
    const source = textOf(at(item, "source"));
    const target = posix.normalize(textOf(at(item, "target")) ?? "").replace(/(.)\/$/, "$1");
    const flags = at(item, "flags") ?? at(item, "bind") ?? at(item, "volume");
    if (flags !== undefined) draft.lose("lost", "volumes", flags, "the catalogue has no options of mounts", "none is needed in most cases");
    for (const { key, value } of entriesOf(at(item, "tmpfs"))) if (key !== "size") draft.lose("lost", `volumes.tmpfs.${key}`, value, "a tmpfs is rw,noexec,nosuid,nodev,mode=1777", "none is needed in most cases");
    for (const { key, value } of entriesOf(item)) if (!MOUNT_KEYS.includes(key)) draft.lose("lost", `volumes.${key}`, value, "the catalogue has no options of mounts", "none is needed in most cases");
    if (type === "tmpfs") temporary(draft, target, item, textOf(at(item, "tmpfs", "size")));
    else if (type === "bind" && source !== undefined) bind(draft, item, source, target);
    else if (type !== "volume") draft.lose("lost", "volumes", item, `the catalogue has no mounts of type ${type}`, "mount a volume");
    else if (source === undefined) draft.lose("lost", "volumes", item, "an anonymous volume has no name to find its data by", "give it a name, or a tmpfs", target);
    else {
      const volume = catalogueName(source);
      if (volume !== source) draft.lose("changed", "volumes", item, "names of volumes are lower-case words with hyphens", `copy the data into the volume ${volume}`, source);
      (draft.entry.volumes ??= []).push({ volume, target, ...(isTrue(at(item, "read_only")) ? { readOnly: true } : {}) });
    }
  }
};

function bind(draft: Draft, item: YamlNode, source: string, target: string): void {
  if (/docker\.sock$/.test(source)) return draft.lose("lost", "volumes", item, "whoever has the engine's socket is root on the host", "use the service engine-proxy", source);
  if (source.startsWith("~")) return draft.lose("lost", "volumes", item, "a home folder is another one for every user", "write the whole path", source);
  const path = resolve(draft.surroundings.folderOf(item.at.file), source);
  if (!isTrue(at(item, "read_only"))) draft.lose("changed", "volumes", item, "folders of the host are mounted read-only", `use a data volume for what it writes to ${target}`, source);
  (draft.entry.hostMounts ??= []).push({ source: path, target, reason: "imported: mounted like this in the compose file" });
}

export const tmpfs: Part = (draft, node) => {
  for (const item of itemsOf(node)) {
    const [target = "", options = ""] = (textOf(item) ?? "").split(":");
    const others = options.split(",").filter((o) => o !== "" && !o.startsWith("size="));
    if (others.length > 0) draft.lose("changed", "tmpfs", item, "a tmpfs is rw,noexec,nosuid,nodev,mode=1777", "none is needed in most cases");
    temporary(draft, posix.normalize(target), item, /size=([^,]*)/.exec(options)?.[1]);
  }
};

function temporary(draft: Draft, target: string, item: YamlNode, size: string | undefined): void {
  if (target === "/tmp") return draft.lose("changed", "tmpfs", item, "every service has a /tmp of 100 MB", "none", "/tmp");
  const bytes = size === undefined ? undefined : sizeInBytes(size);
  if (size !== undefined && bytes === undefined) draft.lose("changed", "tmpfs", item, "a size is a number with a unit", "has 64 MB", size);
  const mebibytes = Math.max(6, Math.ceil((bytes ?? 64 * MEBIBYTE) / MEBIBYTE));
  if (size === undefined) draft.lose("default", "tmpfs", item, "a tmpfs has a size", "64 MB; change it if that is too little", target);
  (draft.entry.tmpfs ??= []).push({ target, size: formatMebibytes(mebibytes) });
}

/** The network of those that may leave the host: no tier of its own. */
const ACCESS = "access";

export const networks: Part = (draft, node) => {
  const all = entriesOf(node);
  if (all.some(({ key }) => key === ACCESS)) draft.entry.outside = "imported: it was on the network access";
  const found = all.filter(({ key }) => key !== ACCESS).map(({ key, keyAt }) => {
    const tier = NETWORKS.find((name) => name === key) ?? NETWORKS.find((name) => key.toLowerCase().includes(name)) ?? "backend";
    if (tier !== key) draft.lose("changed", "networks", keyAt, `the catalogue's networks are ${NETWORKS.join(", ")}`, `joined ${tier}; choose another if that is wrong`, key);
    return tier;
  });
  for (const { key, value } of all) {
    const lost = entriesOf(value).filter((e) => e.key !== "aliases" || itemsOf(e.value).some((a) => textOf(a) !== draft.entry.name));
    for (const e of lost) draft.lose("lost", `networks.${key}.${e.key}`, e.value, "a service is found by its name alone, and the engine gives addresses", "use the service's name");
  }
  if (found.length > 0) draft.entry.networks = [...new Set<NetworkName>(found)];
};

export const dependsOn: Part = (draft, node) => {
  for (const { key, keyAt, value } of entriesOf(node)) {
    const condition = textOf(at(value, "condition"));
    if (!draft.surroundings.has(key) && textOf(at(value, "required")) === "false") {
      draft.lose("lost", "depends_on", keyAt, "it is not required, and not among the services", "give the file that defines it, or add its --profile", key);
      continue;
    }
    if (condition === "service_completed_successfully") {
      draft.lose("lost", "depends_on", keyAt, "the catalogue has services that stay, no jobs that end", "do the job in the service's own start", key);
      continue;
    }
    if (condition !== "service_healthy") draft.lose("changed", "depends_on", keyAt, "a service starts when what it needs is healthy", "none", `${key}: ${condition ?? "service_started"}`);
    for (const e of entriesOf(value)) if (e.key !== "condition" && !(e.key === "required" && textOf(e.value) === "true")) draft.lose("lost", `depends_on.${key}.${e.key}`, e.value, "a dependency of the catalogue is demanded, and restarts nothing", "none");
    (draft.entry.dependsOn ??= []).push(catalogueName(key));
  }
};
