import { expect, test } from "@jest/globals";
import { buildEnv, cliPlan, pluginInstallArgv, pluginPlan } from "./plan.ts";
import { isBuildInput } from "./places.ts";

test("how the CLI and its language host are built", () => {
  expect(cliPlan("/go/bin/go", "/repo/toolchain", "/cache/bin").map(({ cwd, argv }) => ({ cwd, argv }))).toEqual([
    {
      cwd: "/repo/toolchain/language-host",
      argv: ["/go/bin/go", "build", "-v", "-trimpath", "-ldflags", "-s -w -X main.version=3.256.0", "-o", "/cache/bin/pulumi-language-nodejs", "."],
    },
    {
      cwd: "/repo/toolchain/cli",
      argv: ["/go/bin/go", "build", "-v", "-trimpath", "-ldflags", "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.256.0",
        "-o", "/cache/bin/pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
    },
  ]);
});

test("how the plugins are built", () => {
  expect(pluginPlan("go", "/repo/toolchain", "/cache/plugins").map(({ cwd, argv }) => ({ cwd, argv }))).toEqual([
    {
      cwd: "/repo/toolchain/docker-plugin",
      argv: ["go", "build", "-v", "-trimpath", "-ldflags", "-s -w -X main.version=5.2.0", "-o", "/cache/plugins/pulumi-resource-docker", "."],
    },
    {
      cwd: "/repo/toolchain/command-plugin",
      argv: ["go", "build", "-v", "-trimpath", "-ldflags", "-s -w -X main.version=1.2.1", "-o", "/cache/plugins/pulumi-resource-command", "."],
    },
  ]);
});

test("a build takes the user's proxies and nothing that changes its result", () => {
  const user = { HOME: "/home/u", HTTPS_PROXY: "http://proxy:3128", GOPROXY: "https://mirror", GOOS: "windows", GOARCH: "arm", GOFLAGS: "-mod=vendor", GOWORK: "/w" };
  expect(buildEnv(user, "/cache")).toEqual({
    HOME: "/home/u", HTTPS_PROXY: "http://proxy:3128", GOPROXY: "https://mirror",
    CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off", GOTOOLCHAIN: "local",
  });
});

test("without HOME, Go's caches lie in ours", () => {
  expect(buildEnv({}, "/cache")).toMatchObject({ GOPATH: "/cache/go", GOCACHE: "/cache/go-build" });
});

test("plugins are installed from a file or from Pulumi's download", () => {
  const plugin = { name: "docker", version: "5.2.0" } as const;
  expect(pluginInstallArgv("/bin/pulumi", plugin)).toEqual(["/bin/pulumi", "plugin", "install", "resource", "docker", "5.2.0"]);
  expect(pluginInstallArgv("/bin/pulumi", plugin, "/x/pulumi-resource-docker")).toEqual(
    ["/bin/pulumi", "plugin", "install", "resource", "docker", "5.2.0", "--file", "/x/pulumi-resource-docker", "--reinstall"]);
});

test("only what the binaries are made from names the build", () => {
  expect(["a/main.go", "a/go.mod", "a/go.sum", "a/schema.json"].every(isBuildInput)).toBe(true);
  expect(["README.md", "a/run_test.go", "compose/go.mod", "syft/go.mod"].some(isBuildInput)).toBe(false);
});
