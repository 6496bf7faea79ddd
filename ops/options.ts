/** Options of a command with several actions. */
import { UsageError } from "./command.ts";

/**
 * @param owners the action that an option belongs to, by its name on the command line
 * @throws UsageError naming every option that was given and belongs to another action
 */
export function refuseForeign(command: string, action: string, options: Readonly<Record<string, unknown>>, owners: Readonly<Record<string, string>>): void {
  const given = (option: string) => options[option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
  const foreign = Object.entries(owners).filter(([option, owner]) => owner !== action && given(option) !== undefined && (given(option) as { length?: number }).length !== 0);
  if (foreign.length > 0) throw new UsageError(foreign.map(([option, owner]) => `--${option} belongs to ${command} ${owner}`).join("\n"));
}
