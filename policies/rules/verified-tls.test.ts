import { builtImage, container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { verifiedTls } from "./verified-tls.ts";

ruleTests(verifiedTls, {
  good: [
    container(),
    container({ envs: ["NODE_TLS_REJECT_UNAUTHORIZED=1", "PYTHONHTTPSVERIFY=1", "GIT_SSL_NO_VERIFY=0"] }),
    service(),
    builtImage(),
  ],
  bad: [
    [
      container({ envs: ["NODE_TLS_REJECT_UNAUTHORIZED=0", "PYTHONHTTPSVERIFY=0"] }),
      'redis: must verify certificates; got envs NODE_TLS_REJECT_UNAUTHORIZED "0"; fix: remove NODE_TLS_REJECT_UNAUTHORIZED',
      'redis: must verify certificates; got envs PYTHONHTTPSVERIFY "0"; fix: remove PYTHONHTTPSVERIFY',
    ],
    [
      service({ env: { GIT_SSL_NO_VERIFY: "true" } }),
      'redis: must verify certificates; got taskSpec.containerSpec.env GIT_SSL_NO_VERIFY "true"; fix: remove GIT_SSL_NO_VERIFY',
    ],
    [
      builtImage({ buildArgs: { BASE: "debian:12", PIP_TRUSTED_HOST: "pypi.test" } }),
      'redis-image: must verify certificates; got build.buildArgs PIP_TRUSTED_HOST "pypi.test"; fix: remove PIP_TRUSTED_HOST',
    ],
  ],
  unknown: [
    container({ envs: UNKNOWN }),
  ],
});
