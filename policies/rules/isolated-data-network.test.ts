import { network, ruleTests, UNKNOWN } from "../testing.ts";
import { isolatedDataNetwork } from "./isolated-data-network.ts";

ruleTests(isolatedDataNetwork, {
  good: [
    network(),
    network({ internal: true, options: undefined }),
    network({ name: "sutazai-dev-net-frontend", options: undefined }),
  ],
  bad: [
    [
      network({ options: undefined }),
      'net-database: must have no way out, since data stores are on it; got no options["com.docker.network.bridge.enable_ip_masquerade"]; fix: set it to "false"',
    ],
    [
      network({ name: "database", options: { "com.docker.network.bridge.enable_ip_masquerade": "true" } }),
      'net-database: must have no way out, since data stores are on it; got options["com.docker.network.bridge.enable_ip_masquerade"] "true"; fix: set it to "false"',
    ],
  ],
  unknown: [
    network({ name: UNKNOWN }),
    network({ options: UNKNOWN }),
  ],
});
