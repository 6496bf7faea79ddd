import { existsSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { IMAGES } from "../images.ts";
import { validateCatalogue } from "../rules.ts";
import { catalogue } from "./index.ts";
import { tier6Apps } from "./tier-6-apps.ts";
import { tier8 } from "./tier-8-experimental.ts";

const own = [...tier6Apps, ...tier8];
const names = own.map((s) => s.name);

test("each entry is right by itself and beside the others", () => {
  const { problems } = validateCatalogue(catalogue, { images: IMAGES, fileExists: existsSync });
  expect(problems.filter((p) => names.some((name) => p.path.startsWith(`services.${name}.`)))).toEqual([]);
});

test("the ports of the legacy estate are kept", () => {
  const ports = Object.fromEntries(own.flatMap((s) => (s.ports ?? []).map((p) => [s.name, `${p.host}:${p.container}`])));
  expect(ports).toEqual({
    langflow: "10400:7860",
    flowise: "10401:3000",
    n8n: "10403:5678",
    dify: "10412:5000",
    pytorch: "10500:8888",
    tensorflow: "10501:8888",
    jax: "10502:8080",
    tabbyml: "10303:8080",
    opendevin: "10406:3000",
  });
});

test("secrets are in files only, and each service is asked to do something", () => {
  for (const s of own) {
    expect(JSON.stringify([s.env, s.command, s.entrypoint])).not.toContain("{{secret:");
    expect(s.verify?.length).toBeGreaterThan(0);
    expect(s.hostMounts ?? []).toEqual([]);
  }
});

test("a service of the stand-in image says why and names its port", () => {
  for (const s of own.filter((s) => "lab" in s.image && s.image.lab === "lab-stand-in")) {
    expect(s.image.standIn).toBeTruthy();
    expect(s.env?.["PORT"]).toBe(String(s.ports?.[0]?.container));
  }
});
