import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { secretIn } from "../lib/secret-words.ts";

/** Unset permissions are 0644 in the provider. */
export const safeUploads: Rule = {
  name: "safe-uploads",
  description: "Files that are uploaded into a container hold no keys and are not for everybody.",
  severity: "medium",
  remediationSteps: 'Deliver secrets as files in a volume of their own; set permissions: "0640" or less.',
  meta: { cis: [], soc2: ["C1.1"], iso27001: ["A.8.3", "A.8.9"] },
  validateResource: checks({
    container: [
      ({ uploads }) => each(uploads, ({ permissions }, i) => demand(isNarrow(permissions ?? "0644"), "upload files that others cannot read", `uploads[${i}].permissions`, permissions, `set uploads[${i}].permissions: "0640"`)),
      ({ uploads }) => each(uploads, ({ content, contentBase64 }, i) => {
        const what = secretIn(content ?? "") ?? secretIn(Buffer.from(contentBase64 ?? "", "base64").toString("latin1"));
        return what === undefined ? undefined : { must: "upload no secrets", got: `uploads[${i}] (${what})`, fix: "deliver it as a file in a volume: the state keeps what is uploaded" };
      }),
    ],
  }),
};

function isNarrow(permissions: string): boolean {
  const mode = /^0?[0-7]{3}$/.test(permissions) ? parseInt(permissions, 8) : 0o777;
  return (mode & 0o137) === 0;
}
