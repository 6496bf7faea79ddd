import { builtImage, remoteImage, ruleTests, UNKNOWN } from "../testing.ts";
import { noSecretsInBuilds } from "./no-secrets-in-builds.ts";

ruleTests(noSecretsInBuilds, {
  good: [
    remoteImage(),
    builtImage(),
    builtImage({ buildArgs: { BASE: "debian:12", HTTP_PROXY: "http://u:hunter2@proxy:3128" } }),
  ],
  bad: [
    [
      builtImage({ buildArgs: { BASE: "debian:12", NPM_TOKEN: "abc" } }),
      "redis-image: must hand no secret to a build; got build.buildArgs NPM_TOKEN (by its name a secret); fix: mount it by build.secrets",
    ],
    [
      builtImage({ buildArgs: { BASE: "debian:12", SOURCE: "https://u:hunter2@git.test/x" } }),
      "redis-image: must hand no secret to a build; got build.buildArgs SOURCE (a password in a URL); fix: mount it by build.secrets",
    ],
  ],
  unknown: [
    builtImage({ buildArgs: { BASE: "debian:12", A: UNKNOWN } }),
  ],
});
