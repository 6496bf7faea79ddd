/** `${VARIABLE:-default}` in compose values. */

/** A piece of a value: text as it stands, or a variable with what its operator says. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** `:-` and `-` default, `:+` and `+` replacement, `:?` and `?` demand; empty for a bare one. */
      readonly operator: "" | Operator;
      /** What follows the operator: a default, a replacement, or the words of a demand. */
      readonly argument: readonly Piece[];
    };

const OPERATORS = [":-", ":+", ":?", "-", "+", "?"] as const;
type Operator = (typeof OPERATORS)[number];

/** What a value became. */
export interface Part {
  readonly text: string;
  /** `unset`: a variable that has no value; its text is `${NAME}`. `default`: came from a default. `set`: from the environment. */
  readonly from: "text" | "default" | "set" | "unset";
}

export interface Resolved {
  readonly parts: readonly Part[];
  /** The parts joined; variables without a value stand as `${NAME}`. */
  readonly text: string;
  /** Variables that have no value. */
  readonly unset: readonly string[];
  /** Variables that `:?` or `?` demand and that have no value, with its words. */
  readonly demanded: readonly { readonly name: string; readonly message: string }[];
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const MAX_DEPTH = 32;

/** Splits a value into its pieces; `$$` is a dollar, and a `$` that begins no variable is text. Never throws. */
export function parseValue(value: string): Piece[] {
  return new Scanner(value).pieces(0, false);
}

/** The value with nothing set: defaults are taken, every other variable stays. */
export function resolveDefaults(value: string): Resolved {
  return resolve(parseValue(value), () => undefined);
}

/** @param lookup the environment: undefined for a variable that is not set. */
export function resolve(pieces: readonly Piece[], lookup: (name: string) => string | undefined): Resolved {
  const parts: Part[] = [];
  const demanded: { name: string; message: string }[] = [];
  const visit = (list: readonly Piece[], from: "text" | "default" | "set") => {
    for (const piece of list) {
      if (piece.kind === "text") parts.push({ text: piece.text, from });
      else variable(piece);
    }
  };
  const take = (list: readonly Piece[], from: "default" | "set") => (list.length > 0 ? visit(list, from) : void parts.push({ text: "", from }));
  const variable = (piece: Piece & { kind: "variable" }) => {
    const value = lookup(piece.name);
    const counts = value !== undefined && !(value === "" && piece.operator.startsWith(":"));
    const verb = piece.operator.at(-1);
    if (verb === "+") take(counts ? piece.argument : [], "set");
    else if (counts) parts.push({ text: value, from: "set" });
    else if (verb === "-") take(piece.argument, "default");
    else {
      if (verb === "?") demanded.push({ name: piece.name, message: resolve(piece.argument, lookup).text });
      parts.push(value === undefined || verb === "?" ? { text: `\${${piece.name}}`, from: "unset" } : { text: value, from: "set" });
    }
  };
  visit(pieces, "text");
  const unset = parts.filter((part) => part.from === "unset").map((part) => part.text.slice(2, -1));
  return { parts, text: parts.map((part) => part.text).join(""), unset: [...new Set(unset)], demanded };
}

class Scanner {
  private readonly value: string;
  private index = 0;

  constructor(value: string) {
    this.value = value;
  }

  /** Up to the end, or `inside` a variable up to the brace that closes it. Every character is looked at once. */
  pieces(depth: number, inside: boolean): Piece[] {
    const found: Piece[] = [];
    let text = "";
    const take = (piece: Piece) => {
      if (piece.kind === "text") return void (text += piece.text);
      if (text !== "") found.push({ kind: "text", text });
      text = "";
      found.push(piece);
    };
    while (this.index < this.value.length && !(inside && this.value[this.index] === "}")) {
      const variable = this.value[this.index] === "$" && depth < MAX_DEPTH ? this.variable(depth) : [];
      if (variable.length > 0) variable.forEach(take);
      else {
        text += this.value[this.index];
        this.index += this.value.startsWith("$$", this.index) ? 2 : 1;
      }
    }
    if (text !== "") found.push({ kind: "text", text });
    return found;
  }

  /** The variable at the index; nothing, with the index where it was, when none begins there; its pieces as text when its brace is never closed. */
  private variable(depth: number): Piece[] {
    const start = this.index;
    const braced = this.value[start + 1] === "{";
    NAME.lastIndex = start + (braced ? 2 : 1);
    const name = NAME.exec(this.value)?.[0];
    if (name === undefined) return [];
    const end = NAME.lastIndex;
    if (!braced) {
      this.index = end;
      return [{ kind: "variable", name, operator: "", argument: [] }];
    }
    const operator = OPERATORS.find((word) => this.value.startsWith(word, end)) ?? "";
    if (operator === "" && this.value[end] !== "}") return [];
    this.index = end + operator.length;
    const argument = operator === "" ? [] : this.pieces(depth + 1, true);
    if (this.index >= this.value.length) return [{ kind: "text", text: this.value.slice(start, end) + operator }, ...argument];
    this.index++;
    return [{ kind: "variable", name, operator, argument }];
  }
}
