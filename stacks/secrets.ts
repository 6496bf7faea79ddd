import * as pulumi from "@pulumi/pulumi";
import { ProblemsError } from "../infra/problems.ts";
import { DIGEST_KEY, parseSecrets, SECRETS_KEY } from "../infra/secret-values.ts";

/** The stack's secrets, decrypted by its secrets provider. They stay in this process and never become inputs of a resource. */
export function readSecrets(stack: string, wanted: readonly string[]): { secrets: Readonly<Record<string, string>>; digestKey: string } {
  const text = pulumi.runtime.getConfig(SECRETS_KEY);
  const secrets = text === undefined ? {} : parseSecrets(stack, text);
  const missing = [DIGEST_KEY, ...wanted].filter((name) => !secrets[name]);
  if (missing.length > 0) {
    throw new ProblemsError(
      `secrets of stack ${stack}`,
      missing.map((name) => ({ path: `${SECRETS_KEY} ${name}`, rule: "a secret with a value", got: "nothing", fix: `./sutazai env creates what is missing (so does ./sutazai up --stack ${stack})` })),
    );
  }
  return { secrets, digestKey: secrets[DIGEST_KEY]! };
}
