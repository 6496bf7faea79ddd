import { readFileSync } from "node:fs";
import { sharedBase } from "./base.ts";

const read = (name: string, file: string) => readFileSync(new URL(`../../images/bases/${name}/${file}`, import.meta.url), "utf8");
/** A base of this repository. @param parent the upstream image that it is pinned to. */
export const baseOf = (name: string, parent: string) => sharedBase({ name, reference: `sutazai/${name}:1`, parent, dockerfile: read(name, "Dockerfile"), requirements: read(name, "requirements.txt") });
export const python = baseOf("python-agent-base", "python:3.11.13-slim-bookworm")!;
export const node = baseOf("nodejs-base", "debian:bookworm-20250630-slim")!;
