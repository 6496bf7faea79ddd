/** Jest transform: Node's own type stripping, so that tests run the very code that Node runs. */
import { stripTypeScriptTypes } from "node:module";

export default {
  process(source) {
    return { code: stripTypeScriptTypes(source) };
  },
};
