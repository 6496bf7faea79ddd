import { container, dataVolume, labels, network, ruleTests, service, UNKNOWN } from "../testing.ts";
import { ownerLabels } from "./owner-labels.ts";

ruleTests(ownerLabels, {
  good: [
    container(),
    service(),
    network(),
    dataVolume(),
  ],
  bad: [
    [
      container({ labels: undefined }),
      "redis: must say whose it is; got labels without sutazai.managed-by, sutazai.stack, sutazai.owner, sutazai.service, sutazai.tier; fix: add them",
    ],
    [
      container({ labels: labels({ "sutazai.owner": "" }) }),
      "redis: must say whose it is; got labels without sutazai.owner; fix: add it",
    ],
    [
      service({ labels: labels({ "sutazai.tier": "" }) }),
      "redis: must say whose it is; got taskSpec.containerSpec.labels without sutazai.tier; fix: add it",
    ],
    [
      network({ labels: [] }),
      "net-database: must say whose it is; got labels without sutazai.managed-by, sutazai.stack; fix: add them",
    ],
    [
      dataVolume({ labels: undefined }),
      "redis-data: must say whose it is; got labels without sutazai.managed-by, sutazai.stack; fix: add them",
    ],
  ],
  unknown: [
    container({ labels: UNKNOWN }),
    network({ labels: UNKNOWN }),
  ],
});
