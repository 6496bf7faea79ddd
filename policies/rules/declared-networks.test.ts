import { container, network, service, stackTests, UNKNOWN } from "../testing.ts";
import { declaredNetworks } from "./declared-networks.ts";

stackTests(declaredNetworks, {
  good: [
    [network(), container()],
    [network(), service()],
  ],
  bad: [
    [
      [container()],
      'redis: must join only networks of its stack; got network "sutazai-dev-net-database"; fix: declare it in the program',
    ],
    [
      [network({ name: "other" }), container()],
      'redis: must join only networks of its stack; got network "sutazai-dev-net-database"; fix: declare it in the program',
    ],
    [
      [service()],
      'redis: must join only networks of its stack; got network "sutazai-dev-net-database"; fix: declare it in the program',
    ],
  ],
  unknown: [
    [network({ name: UNKNOWN }), container()],
    [container({ networksAdvanced: [{ name: UNKNOWN }] })],
  ],
});
