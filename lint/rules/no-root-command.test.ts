import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { noRootCommand } from "./no-root-command.ts";

test("a command that needs root behind USER is found, in every stage", () => {
  expect(found(noRootCommand, dockerfile("USER app", "RUN true && apt-get update", "USER 0", "RUN apt-get update"))).toEqual(["3: apt-get update as user app"]);
  expect(found(noRootCommand, "FROM a:1 AS b\nUSER 7\nFROM b\nRUN useradd x")).toEqual(["4: useradd x as user 7"]);
});

test("not under sudo, as root, or where the user is not known", () => {
  expect(found(noRootCommand, dockerfile("RUN apt-get update", "ARG U", "USER $U", "RUN apt-get update", "USER app", "RUN sudo apt-get update", "RUN echo apt-get update"))).toEqual([]);
});
