import { Lexer } from "yaml";

/** The lexer's sign before a scalar, and its other signs that stand for no text. */
const SCALAR = "\u001f";
const SIGNS = new Set(["\u0002", "\u0018"]);

/**
 * Where a tab stands before anything else on a line, or behind the dash of a list, outside of brackets and scalars: this
 * parser reads over it where the line is blank or a comment, but no reader of the engine's world does. Undefined for none.
 */
export function strayTab(text: string): number | undefined {
  if (!/^ *\t|^[ ]*(?:[-?][ ]+)*[-?] *\t/m.test(text)) return undefined;
  let offset = 0;
  let brackets = 0;
  let start = true;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    if (token === SCALAR) scalar = true;
    if (token === SCALAR || SIGNS.has(token)) continue;
    if (scalar) start = /\n *$/.test(token);
    else if (/^[ \t]+$/.test(token)) {
      if (start && brackets === 0 && token.includes("\t")) return offset + token.indexOf("\t");
    } else {
      if (token === "[" || token === "{") brackets++;
      else if (token === "]" || token === "}") brackets--;
      start = token.endsWith("\n") || token === "-" || token === "?";
    }
    scalar = false;
    offset += token.length;
  }
  return undefined;
}
