import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { userDefinedNetwork } from "./user-defined-network.ts";

ruleTests(userDefinedNetwork, {
  good: [
    container(),
    container({ networkMode: "none", networksAdvanced: undefined }),
    service(),
  ],
  bad: [
    [
      container({ networksAdvanced: undefined }),
      "redis: must join a network that was made for it; got no networksAdvanced; fix: set networksAdvanced: [{ name: network.name }]",
    ],
    [
      container({ networksAdvanced: [], networkMode: "bridge" }),
      "redis: must join a network that was made for it; got networksAdvanced []; fix: set networksAdvanced: [{ name: network.name }]",
    ],
    [
      service({}, {}, { networksAdvanceds: undefined }),
      "redis: must join a network that was made for it; got no taskSpec.networksAdvanceds; fix: set taskSpec.networksAdvanceds: [{ name: network.id }]",
    ],
  ],
  unknown: [
    container({ networksAdvanced: UNKNOWN }),
  ],
});
