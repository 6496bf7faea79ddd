import * as pulumi from "@pulumi/pulumi";
import { PROJECT } from "../infra/names.ts";
import { ProblemsError } from "../infra/problems.ts";

/** Key of the stack's encrypted configuration that holds all secrets as one JSON object. */
export const SECRETS_KEY = `${PROJECT}:secrets`;
/** Its member that keys the digests of secret files. */
export const DIGEST_KEY = "digest-key";

/** The stack's secrets, decrypted by its secrets provider. They stay in this process and never become inputs of a resource. */
export function readSecrets(stack: string, wanted: readonly string[]): { secrets: Readonly<Record<string, string>>; digestKey: string } {
  const text = pulumi.runtime.getConfig(SECRETS_KEY);
  const secrets = text === undefined ? {} : (JSON.parse(text) as Record<string, string>);
  const missing = [DIGEST_KEY, ...wanted].filter((name) => !secrets[name]);
  if (missing.length > 0) {
    throw new ProblemsError(
      `secrets of stack ${stack}`,
      missing.map((name) => ({ path: `${SECRETS_KEY} ${name}`, rule: "a secret with a value", got: "nothing", fix: `./sutazai env creates what is missing (so does ./sutazai up --stack ${stack})` })),
    );
  }
  return { secrets, digestKey: secrets[DIGEST_KEY]! };
}
