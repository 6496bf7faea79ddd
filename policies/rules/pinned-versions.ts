import { checks, show, whenKnown, type Finding } from "../lib/check.ts";
import { isImageId, parseImageReference, printImageReference } from "../lib/image-reference.ts";
import type { Rule } from "../lib/rule.ts";

const MOVING_TAGS: ReadonlySet<string> = new Set(["latest", "stable", "edge", "nightly", "main", "master"]);
const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** A digest pins whatever tag stands beside it; without one the tag must be of the kind that is not moved. */
export const pinnedVersions: Rule = {
  name: "pinned-versions",
  description: "Images are named by a fixed tag or by a sha256 digest.",
  severity: "high",
  remediationSteps: "Name the image as repository:version, or as repository@sha256:digest where it must be the very same bytes.",
  meta: { cis: ["4.2", "5.28"], soc2: ["CC6.8", "CC8.1"], iso27001: ["A.5.21", "A.8.7", "A.8.9"] },
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
  const wrong = (why: string, fix: string): Finding => ({
    must: "name its image by a fixed tag or a sha256 digest",
    got: `${show(field, image)}${why === "" ? "" : ` (${why})`}`,
    fix,
  });
  if (typeof image !== "string") return wrong("", `set ${field}: "repository:version"`);
  if (isImageId(image)) return wrong("an image id names nothing that can be pulled", `set ${field}: "repository:version"`);
  const parsed = parseImageReference(image);
  if ("problem" in parsed) return wrong(parsed.problem, `set ${field}: "repository:version"`);
  const { tag, digest, ...name } = parsed.reference;
  if (digest !== undefined) {
    if (SHA256.test(digest)) return undefined;
    return wrong("the digest is not sha256 with 64 lower-case digits", `set ${field}: "${printImageReference(name)}@sha256:<digest>"`);
  }
  const fix = `set ${field}: "${printImageReference(name)}:<version>"`;
  if (tag === undefined) return wrong("no tag means latest", fix);
  return MOVING_TAGS.has(tag.toLowerCase()) ? wrong(`the tag ${tag} moves`, fix) : undefined;
}
