import { ruleTests, service, UNKNOWN } from "../testing.ts";
import { updateRollback } from "./update-rollback.ts";

ruleTests(updateRollback, {
  good: [
    service(),
    service({ mounts: [{ type: "volume", source: "d", target: "/d" }] }, {}, {}, { updateConfig: { failureAction: "rollback", monitor: "30s" } }),
  ],
  bad: [
    [
      service({}, {}, {}, { updateConfig: undefined }),
      'redis: must take back an update that fails; got no updateConfig.failureAction; fix: set updateConfig.failureAction: "rollback"',
      'redis: must take back an update that fails; got no updateConfig.monitor; fix: set updateConfig.monitor: "1m0s", longer than the service takes to turn healthy',
      'redis: must take back an update that fails; got no updateConfig.order; fix: set updateConfig.order: "start-first", so that the old one serves until the new one does',
    ],
    [
      service({}, {}, {}, { updateConfig: { failureAction: "pause", order: "stop-first", monitor: "5s" } }),
      'redis: must take back an update that fails; got updateConfig.failureAction "pause"; fix: set updateConfig.failureAction: "rollback"',
      'redis: must take back an update that fails; got updateConfig.monitor "5s"; fix: set updateConfig.monitor: "1m0s", longer than the service takes to turn healthy',
      'redis: must take back an update that fails; got updateConfig.order "stop-first"; fix: set updateConfig.order: "start-first", so that the old one serves until the new one does',
    ],
  ],
  unknown: [
    service({}, {}, {}, { updateConfig: UNKNOWN }),
  ],
});
