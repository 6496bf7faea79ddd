import { builtImage, container, dataVolume, labels, network, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noSecretsInLabels } from "./no-secrets-in-labels.ts";

ruleTests(noSecretsInLabels, {
  good: [
    container(),
    container({ labels: labels({ "com.example.token-limit": "5" }) }),
    service(),
    network(),
    dataVolume(),
    builtImage(),
  ],
  bad: [
    [
      container({ labels: labels({ "db.password": "hunter2" }) }),
      "redis: must have no secret in a label; got labels db.password (by its name a secret); fix: remove the label",
    ],
    [
      service({}, {}, {}, { labels: [{ label: "api-key", value: "abc" }] }),
      "redis: must have no secret in a label; got labels api-key (by its name a secret); fix: remove the label",
    ],
    [
      service({ labels: labels({ "api-key": "abc" }) }),
      "redis: must have no secret in a label; got taskSpec.containerSpec.labels api-key (by its name a secret); fix: remove the label",
    ],
    [
      network({ labels: [{ label: "note", value: "http://u:hunter2@x/" }] }),
      "net-database: must have no secret in a label; got labels note (a password in a URL); fix: remove the label",
    ],
    [
      dataVolume({ labels: [{ label: "secret", value: "abc" }] }),
      "redis-data: must have no secret in a label; got labels secret (by its name a secret); fix: remove the label",
    ],
    [
      builtImage({ labels: { token: "abc" } }),
      "redis-image: must have no secret in a label; got build.labels token (by its name a secret); fix: remove the label",
    ],
  ],
  unknown: [
    network({ labels: [{ label: "a", value: UNKNOWN }] }),
  ],
});
