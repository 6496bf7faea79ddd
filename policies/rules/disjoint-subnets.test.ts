import { network, stackTests, UNKNOWN } from "../testing.ts";
import { disjointSubnets } from "./disjoint-subnets.ts";

stackTests(disjointSubnets, {
  good: [
    [network(), { ...network({ ipamConfigs: [{ subnet: "172.20.4.0/24" }] }), name: "second" }],
    [network({ ipamConfigs: undefined })],
    [network({ ipamConfigs: [{ subnet: "fd00::/64" }, {}] })],
  ],
  bad: [
    [
      [network(), { ...network({ ipamConfigs: [{ subnet: "172.20.0.0/16" }] }), name: "second" }],
      "second: must have a subnet that no other network overlaps; got subnet 172.20.0.0/16, which meets 172.20.3.0/24 of net-database; fix: move one of them",
    ],
    [
      [network({ ipamConfigs: [{ subnet: "172.20.1.1/24" }] })],
      'net-database: must have an IPv4 subnet with host bits 0, /30 or larger; got subnet "172.20.1.1/24"; fix: write it like 172.20.1.0/24',
    ],
    [
      [network({ ipamConfigs: [{ subnet: "172.20.1.0/31" }, { subnet: "300.1.1.0/24" }] })],
      'net-database: must have an IPv4 subnet with host bits 0, /30 or larger; got subnet "172.20.1.0/31"; fix: write it like 172.20.1.0/24',
      'net-database: must have an IPv4 subnet with host bits 0, /30 or larger; got subnet "300.1.1.0/24"; fix: write it like 172.20.1.0/24',
    ],
  ],
  unknown: [
    [network({ ipamConfigs: UNKNOWN })],
  ],
});
