import { expect, test } from "@jest/globals";
import { settingsText } from "../tests/unit/fixtures.ts";
import { parseSettings } from "./stack-settings.ts";

const file = (path: string, text: string) => ({ path, text });

test("defaults", () => {
  expect(parseSettings("dev", [file("Pulumi.dev.yaml", settingsText())])).toEqual({
    problems: [],
    settings: {
      environment: "dev",
      imageSource: "auto",
      registry: {},
      profiles: ["default"],
      fit: "refuse",
      bind: "127.0.0.1",
      publicBind: "127.0.0.1",
      portOffset: 0,
      subnets: { frontend: "172.20.1.0/24", backend: "172.20.2.0/24", database: "172.20.3.0/24", monitoring: "172.20.4.0/24", access: "172.20.5.0/24" },
      env: {},
      services: {},
      contexts: {},
      only: [],
      engine: "standalone",
    },
  });
});

test("this machine's file wins key by key; numbers as pulumi writes them are numbers; secrets and other projects' keys are left alone", () => {
  const local = 'config:\n  sutazai:portOffset: "500"\n  sutazai:fit: clamp\n  sutazai:secrets:\n    secure: v1:x\n  other:thing: 1\nencryptionsalt: v1:y\n';
  const { settings, problems } = parseSettings("dev", [file("Pulumi.dev.yaml", settingsText("sutazai:portOffset: 20000", "sutazai:bind: 10.0.0.1")), file("local.yaml", local)]);
  expect({ problems, portOffset: settings?.portOffset, fit: settings?.fit, bind: settings?.bind, keys: Object.keys(settings ?? {}).includes("secrets") }).toEqual({ problems: [], portOffset: 500, fit: "clamp", bind: "10.0.0.1", keys: false });
});

test("a problem names the file and line where the value stands", () => {
  const { problems } = parseSettings("dev", [file("Pulumi.dev.yaml", settingsText("sutazai:fit: clamp")), file("local.yaml", "config:\n\n  sutazai:fit: shrink\n")]);
  expect(problems).toEqual([{ path: "local.yaml:3 sutazai:fit", rule: "one of refuse, clamp", got: '"shrink"', fix: "choose one of these" }]);
});

test("every file that is no YAML is named", () => {
  expect(parseSettings("dev", [file("a.yaml", "a: [\n"), file("b.yaml", "b: }\n")]).problems.map((p) => p.path.split(":")[0])).toEqual(expect.arrayContaining(["a.yaml", "b.yaml"]));
});
