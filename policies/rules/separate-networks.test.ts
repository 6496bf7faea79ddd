import { container, service, stackTests, UNKNOWN } from "../testing.ts";
import { separateNetworks } from "./separate-networks.ts";

stackTests(separateNetworks, {
  good: [
    [container(), service()],
    [container({ networksAdvanced: [{ name: "sutazai-net-frontend" }, { name: "sutazai-net-backend" }] })],
  ],
  bad: [
    [
      [container({ networksAdvanced: [{ name: "sutazai-net-frontend" }, { name: "sutazai-net-database" }] })],
      "redis: must not be on both frontend and database; got networks sutazai-net-frontend, sutazai-net-database; fix: remove one; let a service between them pass on what is needed",
    ],
    [
      [service({}, {}, { networksAdvanceds: [{ name: "frontend" }, { name: "database" }] })],
      "redis: must not be on both frontend and database; got networks frontend, database; fix: remove one; let a service between them pass on what is needed",
    ],
  ],
  unknown: [
    [container({ networksAdvanced: [{ name: UNKNOWN }] })],
  ],
});
