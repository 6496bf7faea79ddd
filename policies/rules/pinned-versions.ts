import { checks, show, whenKnown, type Finding } from "../lib/check.ts";
import { isImageId } from "../lib/image-reference.ts";
import { movingPart } from "../lib/pinned.ts";
import type { Rule } from "../lib/rule.ts";

export const pinnedVersions: Rule = {
  name: "pinned-versions",
  description: "Images are named by a fixed tag or by a sha256 digest.",
  severity: "high",
  remediationSteps: "Name the image as repository:version, or as repository@sha256:digest where it must be the very same bytes.",
  meta: { cis: ["4.2", "5.28"], soc2: ["CC6.8", "CC8.1"], iso27001: ["A.5.21", "A.8.9"] },
  validateResource: checks({
    container: [
      whenKnown("the image is known once it is there; it is checked then, and as RemoteImage.name now", ({ image }) =>
        isImageId(image) ? undefined : judge("image", image),
      ),
    ],
    remoteImage: [({ name }) => judge("name", name)],
    service: [({ taskSpec }) => judge("taskSpec.containerSpec.image", taskSpec?.containerSpec?.image)],
  }),
};

function judge(field: string, image: unknown): Finding | undefined {
  const moving = movingPart(image);
  if (moving === undefined) return undefined;
  return {
    must: "name its image by a fixed tag or a sha256 digest",
    got: `${show(field, image)}${moving.why === "" ? "" : ` (${moving.why})`}`,
    fix: `set ${field}: "${moving.instead}"`,
  };
}
