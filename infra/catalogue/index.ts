import type { ServiceInput } from "../service.ts";
import { tier1 } from "./tier-1-core.ts";
import { tier2 } from "./tier-2-ai.ts";
import { tier3 } from "./tier-3-mesh.ts";
import { tier4 } from "./tier-4-application.ts";
import { tier5 } from "./tier-5-monitoring.ts";
import { tier5Logs } from "./tier-5-logs.ts";
import { tier6 } from "./tier-6-agents.ts";
import { tier6Apps } from "./tier-6-apps.ts";
import { tier7 } from "./tier-7-specialized.ts";
import { tier8Agents } from "./tier-8-agents.ts";
import { tier8 } from "./tier-8-experimental.ts";
import { tier9 } from "./tier-9-utility.ts";

/** Every service of the platform. */
export const catalogue: readonly ServiceInput[] = [
  ...tier1,
  ...tier2,
  ...tier3,
  ...tier4,
  ...tier5,
  ...tier5Logs,
  ...tier6,
  ...tier6Apps,
  ...tier7,
  ...tier8,
  ...tier8Agents,
  ...tier9,
];
