/** Whether what a build stage makes works on a base: its interpreter's version and its C library are those of the base. Pure. */
import { compilersIn } from "../../lint/compilers.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { chain, type Stage } from "../../readers/dockerfile/stages.ts";
import { namesOf, upstreamTag, withRelease, type SharedBase } from "./base.ts";
import { stageName, stepsOf } from "./ground.ts";
import type { BaseLine } from "./onto.ts";

/** Why a stage cannot be the builder of an image on the base, or what is to be known when it is; `image`: what it must stand on for that. */
export type Builder = { readonly refused: string } | { readonly line: BaseLine; readonly image?: string };

/**
 * A stage that may compile must stand on the base's Debian: where its tag names none, that is written there.
 * @param anyVersion what it compiles may be made for another Debian.
 */
export function builderOn(stage: Stage, base: SharedBase, anyVersion: boolean): Builder {
  const name = `its stage ${stageName(stage)}`;
  const { base: image, kind, from } = chain(stage).at(-1)!;
  const keeps = (text: string, risk: BaseLine["risk"]): Builder => ({ line: { kind: "differs", text: `${name} stays on ${image}${text}`, risk } });
  if (kind === "scratch") return keeps("", "low");
  if (kind === "unresolved") return { refused: `a variable chooses what ${name} stands on` };
  const { repository, tag = "latest", digest } = namesOf(image);
  if (repository === "alpine" || /alpine|musl/.test(tag)) return { refused: `${name} stands on Alpine: what it makes is for musl, and the base has glibc` };
  const interpreter = repository === "python" || repository === "node" ? repository : undefined;
  const told = interpreter && upstreamTag(interpreter, tag);
  if (interpreter === base.interpreter && told?.version !== base.version) return { refused: `${name} has ${interpreter} ${told?.version ?? "of an unknown version"}, and what it installs is not for ${base.version}` };
  const release = told ? told.release : /\b(buster|bullseye|bookworm|trixie|forky|sid)\b/.exec(tag)?.[1];
  if (release === base.release) return keeps(", which has the base's Debian", "low");
  if (!told) return { refused: `${name} stands on ${image}, of which it is not known that what it makes works on Debian ${base.release}` };
  const compiles = !told.slim || chain(stage).some((one) => stepsOf([one]).some((step) => step.keyword === "RUN" && compilersIn(programsOfRun(step)).length > 0));
  if (!compiles) return keeps(", and has no compiler: what it installs is made for more than one Debian", "medium");
  const plain = from.args[0] === image && !digest && from.flags.length === 0;
  if (release === undefined && !told.exact && plain) {
    const pinned = image.slice(0, -tag.length) + withRelease(interpreter!, tag, base.release);
    return { image: pinned, line: { kind: "added", text: `FROM ${pinned}: ${name} may compile, for the base's Debian and not for that of ${image} as it is today`, risk: "medium" } };
  }
  const other = release === undefined ? `the Debian of ${image} as it is today` : `Debian ${release}`;
  return anyVersion ? keeps(`: what it compiles is made for ${other}`, "high") : { refused: `${name} may compile for ${other}, and the base has ${base.release}: name ${base.release} in its FROM, or --any-version allows it` };
}
