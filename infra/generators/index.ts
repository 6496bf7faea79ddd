/** Configuration that is made from the chosen services. */
import type { Service } from "../service.ts";
import type { GeneratorName } from "./names.ts";
import { prometheusConfig } from "./prometheus.ts";

/** @param self the service that reads the file. @param chosen all services of the plan. */
export type Generator = (self: Service, chosen: readonly Service[]) => string;

export const GENERATORS: Readonly<Record<GeneratorName, Generator>> = {
  prometheus: prometheusConfig,
};
