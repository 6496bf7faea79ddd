/** Every Dockerfile rule, in the order of reports. A new rule: a file in rules/ and its line here. */
import type { LintRule } from "./rule.ts";
import { aptLean } from "./rules/apt-lean.ts";
import { cacheOrder } from "./rules/cache-order.ts";
import { compilerInBuilder } from "./rules/compiler-in-builder.ts";
import { copyNotAdd } from "./rules/copy-not-add.ts";
import { copySourcesExist } from "./rules/copy-sources-exist.ts";
import { fittingTools } from "./rules/fitting-tools.ts";
import { healthcheckPresent } from "./rules/healthcheck-present.ts";
import { noPackageCaches } from "./rules/no-package-caches.ts";
import { noPipeToShell } from "./rules/no-pipe-to-shell.ts";
import { noRootCommand } from "./rules/no-root-command.ts";
import { noSecrets } from "./rules/no-secrets.ts";
import { noUpgradeNoSudo } from "./rules/no-upgrade-no-sudo.ts";
import { nonRootEnd } from "./rules/non-root-end.ts";
import { parses } from "./rules/parses.ts";
import { pinnedBase } from "./rules/pinned-base.ts";
import { singleCommand } from "./rules/single-command.ts";
import { tlsVerified } from "./rules/tls-verified.ts";
import { workdirAbsolute } from "./rules/workdir-absolute.ts";

export const LINT_RULES: readonly LintRule[] = [
  parses,
  pinnedBase,
  nonRootEnd,
  noRootCommand,
  healthcheckPresent,
  noSecrets,
  noPipeToShell,
  copyNotAdd,
  copySourcesExist,
  fittingTools,
  tlsVerified,
  noUpgradeNoSudo,
  aptLean,
  compilerInBuilder,
  noPackageCaches,
  cacheOrder,
  singleCommand,
  workdirAbsolute,
];
