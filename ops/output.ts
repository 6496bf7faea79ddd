import { formatTable } from "./table.ts";

/**
 * What a command prints. Text goes to standard output; with `--json` standard output carries one JSON document
 * and everything else goes to standard error.
 */
export interface Output {
  /** A line for people. */
  line(text?: string): void;
  /** Runs a long step: prints its name when it starts and its seconds when it ends, also when it fails. */
  step<T>(name: string, work: (progress: (text: string) => void) => Promise<T>): Promise<T>;
  /** The JSON document of a `--json` run; ignored otherwise. */
  json(document: unknown): void;
  /** Whether a document has been printed: a run has one. */
  documented(): boolean;
  /** A table with padded columns; the first row is the head. */
  table(rows: readonly (readonly string[])[]): void;
  /** Colours a word when the stream is a terminal. */
  paint(colour: Colour, text: string): string;
}

export type Colour = "green" | "red" | "yellow" | "dim" | "bold";
const CODES: Record<Colour, number> = { green: 32, red: 31, yellow: 33, dim: 2, bold: 1 };

/** Seconds with one decimal below 100: `7.2 s`, `312 s`. */
export function seconds(ms: number): string {
  return ms < 100_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** `45 s`, `4 min`. */
export function about(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

export function createOutput(options: { json: boolean; stdout?: NodeJS.WriteStream; stderr?: NodeJS.WriteStream }): Output {
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  const people = options.json ? stderr : stdout;
  const terminal = Boolean(people.isTTY) && !process.env.NO_COLOR;
  const paint = (colour: Colour, text: string) => (terminal ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
  const line = (text = "") => void people.write(text + "\n");
  let documented = false;
  return {
    documented: () => documented,
    line,
    paint,
    table: (rows) => formatTable(rows, people.isTTY ? people.columns : undefined).forEach((text) => line(text)),
    json: (document) => {
      if (!options.json) return;
      documented = true;
      stdout.write(JSON.stringify(document, null, 2) + "\n");
    },
    step: async (name, work) => {
      const started = performance.now();
      let last = "";
      line(`${paint("bold", "..")} ${name}`);
      const ticker = terminal
        ? setInterval(() => people.write(`\r   ${seconds(performance.now() - started)} ${last}`.slice(0, 110).padEnd(110) + "\r"), 1000)
        : undefined;
      try {
        const result = await work((text) => {
          last = text;
          if (!terminal) line(`   ${text}`);
        });
        clearInterval(ticker);
        line(`${paint("green", "ok")} ${name} (${seconds(performance.now() - started)})`);
        return result;
      } catch (error) {
        clearInterval(ticker);
        line(`${paint("red", "failed")} ${name} (${seconds(performance.now() - started)})`);
        throw error;
      }
    },
  };
}
