import { join } from "node:path";
import { PLUGINS, PULUMI_VERSION, type Plugin } from "./versions.ts";

/** One binary of the toolchain: where its Go module lies and how it is built. */
export interface Piece {
  readonly title: string;
  /** Seconds of a cold build on 2 cores, as measured. */
  readonly coldSeconds: number;
  readonly cwd: string;
  readonly output: string;
  readonly argv: readonly string[];
}

/** The binary name of a resource plugin. */
export const pluginBinary = (plugin: Pick<Plugin, "name">) => `pulumi-resource-${plugin.name}`;

const COLD_SECONDS = { docker: 190, command: 60 } as const;

function piece(title: string, coldSeconds: number, go: string, cwd: string, output: string, ldflags: string, target: string): Piece {
  return { title, coldSeconds, cwd, output, argv: [go, "build", "-v", "-trimpath", "-ldflags", ldflags, "-o", output, target] };
}

/** How the CLI and the language host are built from `modules` into `bin`; pure. */
export function cliPlan(go: string, modules: string, bin: string): Piece[] {
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PULUMI_VERSION}`;
  return [
    piece("language host for Node", 60, go, join(modules, "language-host"), join(bin, "pulumi-language-nodejs"),
      `-s -w -X main.version=${PULUMI_VERSION}`, "."),
    piece(`Pulumi CLI ${PULUMI_VERSION}`, 250, go, join(modules, "cli"), join(bin, "pulumi"),
      `-s -w ${version}`, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"),
  ];
}

/** How the resource plugins are built from `modules` into `dir`; pure. */
export function pluginPlan(go: string, modules: string, dir: string): Piece[] {
  return PLUGINS.map((plugin) =>
    piece(`plugin ${plugin.name} ${plugin.version}`, COLD_SECONDS[plugin.name], go, join(modules, `${plugin.name}-plugin`),
      join(dir, pluginBinary(plugin)), `-s -w -X main.version=${plugin.version}`, "."));
}

/** The environment of every build: the user's (proxies, GOPROXY, certificates), with what makes the result the same everywhere. */
export function buildEnv(user: Record<string, string | undefined>, cache: string): Record<string, string | undefined> {
  const { GOOS: _os, GOARCH: _arch, ...kept } = user;
  const homeless = user.HOME ? {} : { GOPATH: join(cache, "go"), GOCACHE: join(cache, "go-build") };
  return { ...homeless, ...kept, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off", GOTOOLCHAIN: "local" };
}

/** How to install one plugin: from its file, or from Pulumi's own download. */
export function pluginInstallArgv(pulumi: string, plugin: Plugin, file?: string): string[] {
  const argv = [pulumi, "plugin", "install", "resource", plugin.name, plugin.version];
  return file ? [...argv, "--file", file, "--reinstall"] : argv;
}
