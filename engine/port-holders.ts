/** Which process listens on a port of this host, as far as /proc shows it. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";

/** Holders in words by port; ports that nobody holds are missing. */
export async function portHolders(ports: readonly number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  const wanted = new Set(ports);
  const listening = [...listeners("/proc/net/tcp"), ...listeners("/proc/net/tcp6")].filter((l) => wanted.has(l.port));
  const names = listening.length > 0 ? processesByInode(new Set(listening.map((l) => l.inode))) : new Map<string, string>();
  for (const l of listening) found.set(l.port, names.get(l.inode) ?? found.get(l.port) ?? "a process that this user may not see");
  if (process.platform !== "linux") for (const port of wanted) if (await answers(port)) found.set(port, "a process of this host");
  return found;
}

/** Listening sockets of a /proc/net/tcp table. */
export function parseListeners(table: string): { port: number; inode: string }[] {
  return table.split("\n").slice(1).flatMap((line) => {
    const cells = line.trim().split(/\s+/);
    return cells[3] === "0A" ? [{ port: parseInt(cells[1]!.split(":")[1]!, 16), inode: cells[9]! }] : [];
  });
}

function listeners(path: string) {
  try {
    return parseListeners(readFileSync(path, "utf8"));
  } catch {
    return [];
  }
}

function processesByInode(inodes: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
        if (inode && inodes.has(inode)) found.set(inode, `process ${pid} (${readFileSync(`/proc/${pid}/comm`, "utf8").trim()})`);
      }
    } catch {
      // A process that ended, or one of another user.
    }
  }
  return found;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => (socket.destroy(), resolve(true))).once("error", () => resolve(false));
  });
}
