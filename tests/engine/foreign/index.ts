import * as docker from "@pulumi/docker";

const network = new docker.Network("shop-net", { name: "foreign-shop" });

new docker.Container("till", {
  name: "foreign-till",
  image: "shop/till:latest",
  privileged: true,
  networksAdvanced: [{ name: network.name }],
});
