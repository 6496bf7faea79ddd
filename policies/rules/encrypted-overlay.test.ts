import { network, ruleTests, UNKNOWN } from "../testing.ts";
import { encryptedOverlay } from "./encrypted-overlay.ts";

ruleTests(encryptedOverlay, {
  good: [
    network(),
    network({ driver: "overlay", options: { encrypted: "" , "com.docker.network.bridge.enable_ip_masquerade": "false" } }),
  ],
  bad: [
    [
      network({ driver: "overlay" }),
      'net-database: must encrypt what goes between hosts; got no options.encrypted; fix: set options: { encrypted: "true" }',
    ],
    [
      network({ driver: "overlay", options: { encrypted: "false", "com.docker.network.bridge.enable_ip_masquerade": "false" } }),
      'net-database: must encrypt what goes between hosts; got options.encrypted "false"; fix: set options: { encrypted: "true" }',
    ],
  ],
  unknown: [
    network({ driver: UNKNOWN }),
  ],
});
