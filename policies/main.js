// Plain JavaScript on purpose: Pulumi's pack runner always puts ts-node in front of a TypeScript entry, whatever
// PulumiPolicy.yaml says, and type-checks it with options of its own. From here on Node strips the types itself.
// The runner calls a required function and awaits it; `export default` would hide it from `require`.
import { servePack } from "./index.ts";

export { servePack as "module.exports" };
