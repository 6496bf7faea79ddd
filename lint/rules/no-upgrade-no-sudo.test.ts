import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { noUpgradeNoSudo } from "./no-upgrade-no-sudo.ts";

test("upgrades at large, and sudo", () => {
  expect(found(noUpgradeNoSudo, dockerfile("RUN apt-get update && apt-get -y dist-upgrade", "RUN sudo -E make install"))).toEqual(["2: apt-get -y dist-upgrade", "3: sudo make install"]);
  expect(found(noUpgradeNoSudo, dockerfile("RUN pip install --upgrade pip && apt-get install -y sudo"))).toEqual([]);
});
