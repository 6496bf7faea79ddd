import { expect, test } from "@jest/globals";
import { container, foreign, judge, remoteImage, service, UNKNOWN } from "../testing.ts";
import { nonRootUser } from "./non-root-user.ts";

const refused = (got: string, field = "user") => [
  `redis: must run as a numeric user other than root; got ${got}; fix: set ${field}: "1000:1000"`,
];

test.each(["1", "999:999", "1000", "1000:0", "2147483647:2147483647"])("a container may run as %s", async (user) => {
  expect(await judge(nonRootUser, container({ user }))).toEqual({ violations: [] });
});

test.each(["root", "0", "0:0", "0:1000", "00", "00:1000", "root:app", "redis", "1000:app", "1000:", ":1000", "-1", "01000", " 1000", "1e3", "", "2147483648", "1000:2147483648", "1000\n"])(
  "a container may not run as %j",
  async (user) => {
    expect(await judge(nonRootUser, container({ user }))).toEqual({ violations: refused(`user ${JSON.stringify(user)}`) });
  },
);

test("a container must say its user, as text", async () => {
  expect(await judge(nonRootUser, container({ user: undefined }))).toEqual({ violations: refused("no user") });
  expect(await judge(nonRootUser, container({ user: 1000 }))).toEqual({ violations: refused("user 1000") });
});

test("a swarm service is judged by its container's spec", async () => {
  const field = "taskSpec.containerSpec.user";
  expect(await judge(nonRootUser, service())).toEqual({ violations: [] });
  expect(await judge(nonRootUser, service({ user: "root" }))).toEqual({ violations: refused(`${field} "root"`, field) });
  expect(await judge(nonRootUser, service({ user: undefined }))).toEqual({ violations: refused(`no ${field}`, field) });
});

test("an unknown user is neither passed nor refused", async () => {
  expect(await judge(nonRootUser, container({ user: UNKNOWN }))).toEqual({
    violations: [],
    unknown: "string value at .user can't be known during preview",
  });
  expect(await judge(nonRootUser, { ...service(), props: { taskSpec: UNKNOWN } })).toEqual({
    violations: [],
    unknown: "string value at .taskSpec can't be known during preview",
  });
});

test.each([remoteImage({ user: "root" }), foreign])("leaves $type alone", async (resource) => {
  expect(await judge(nonRootUser, resource)).toEqual({
    violations: [],
    notApplicable: "judges docker:index/container:Container, docker:index/service:Service",
  });
});
