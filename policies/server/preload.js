// PulumiPolicy.yaml names this as Node's option --import. Where the language host gives it to Node (ours does, the official one puts it
// behind the program, which passes over it), the pack is served from here, and Pulumi's runner for packs is never reached: it loads
// TypeScript and a debugger first, which takes longer than the pack itself.
import { servePack } from "../index.ts";

await servePack();
await new Promise(() => undefined);
