import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Files } from "./families.ts";
import { canonicalLines } from "./instructions.ts";
import { familiesOf, LIMITS } from "./search.ts";
import { canonicalText, generate } from "./template.ts";
import { TEMPLATE_RULES, templatesOf } from "./templates.ts";

const file = (path: string, text: string) => ({ path, lines: canonicalLines(text) });
const agent = (name: string, port: number, extra = "") => `FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY ${name}.py .
ENV PORT=${port} HOME=\${HOME}
EXPOSE ${port}
${extra}HEALTHCHECK CMD curl -f http://localhost:${port}/health || exit 1
CMD ["python", "${name}.py"]
`;

test("one template with the fewest holes; a port that is named three times is one parameter", () => {
  const set = templatesOf([file("a", agent("main", 8001)), file("b", agent("other", 8002, "USER app\n")), file("alone", "FROM scratch\nCOPY x /"), file("broken", "FRUM x")]);
  expect(set).toEqual({
    templates: [
      {
        name: "python-1",
        text: `FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY \${FILES} .\nENV PORT=\${PORT} HOME=\${HOME}\nEXPOSE \${PORT}\n\${EXTRA}HEALTHCHECK CMD curl -f http://localhost:\${PORT}/health || exit 1\nCMD ["python", "\${FILES}"]\n`,
        parameters: ["FILES", "PORT", "EXTRA"],
        members: [
          { path: "a", parameters: { FILES: "main.py", PORT: "8001", EXTRA: "" } },
          { path: "b", parameters: { FILES: "other.py", PORT: "8002", EXTRA: "USER app\n" } },
        ],
      },
    ],
    alone: ["alone", "broken"],
  });
});

test("a value is missing", () => {
  expect(() => generate({ text: "FROM ${BASE}", parameters: ["BASE"] }, {})).toThrow("a value for BASE");
});

test("a parameter is never called as a variable of the Dockerfile", () => {
  const of = (port: string) => `FROM a\nARG PORT\nRUN something long that all of them have \${PORT} and \$BASE\nENV PORT=${port}\n`;
  const [template] = templatesOf([file("a", of("1")), file("b", of("2"))]).templates;
  expect(template!.parameters).toEqual(["PORT_2"]);
  expect(template!.members.map((m) => generate(template!, m.parameters))).toEqual([of("1"), of("2")]);
});

const line = fc.oneof(
  fc.constantFrom("RUN apt-get update && apt-get install -y curl git", "WORKDIR /app", "USER app", "ENV A=1", "ENV A=2 B=$A", 'CMD ["a", "b"]', "EXPOSE 80", "COPY . .", "RUN <<EOF\necho ${X}\nEOF", "ENTRYPOINT a ${BASE}"),
  fc.tuple(fc.constantFrom("RUN pip install", "COPY", "LABEL x=1 y="), fc.stringMatching(/^[a-z0-9$ {}"'./:-]{1,12}$/)).map((words) => words.join(" ")),
);

test("every member comes out of its template as it is, every file is somewhere once, and the order of files does not matter", () => {
  const dockerfile = fc.tuple(fc.constantFrom("FROM a:1", "FROM b/c", "from a:2 as x"), fc.array(line, { maxLength: 8 })).map(([from, lines]) => [from, ...lines].join("\n"));
  fc.assert(
    fc.property(fc.uniqueArray(dockerfile, { selector: canonicalText, maxLength: 10 }), fc.constantFrom(0.2, 0.6), fc.constantFrom(LIMITS, { each: 1, open: 2, block: 3 }, { each: 3, open: 1, block: 2 }), (texts, common, limits) => {
      const files = texts.map((text, i) => file(`f${i}`, text));
      const { templates, alone } = templatesOf(files, { common, holes: 16 }, limits);
      const members = templates.flatMap((t) => t.members.map((m) => ({ path: m.path, text: canonicalText(generate(t, m.parameters)) })));
      expect(members).toEqual(members.map(({ path }) => ({ path, text: canonicalText(texts[Number(path.slice(1))]!) })));
      expect([...members.map((m) => m.path), ...alone].sort()).toEqual(files.map((f) => f.path).sort());
      expect(templates.every((t) => t.members.length > 1)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

const OPTIONAL = ["USER app", "ENV A=1", "ENV B=2 C=3", "EXPOSE 80", "COPY x y", "LABEL a=b", "WORKDIR /srv", "VOLUME /data", "STOPSIGNAL 9", "ARG X"];
const kinds = {
  "that differ in a word": (n: number) => ["FROM x:" + n, "COPY a /"],
  "of many shapes": (n: number) => ["FROM python:3.11-slim", "RUN apt-get install -y curl git build-essential", ...OPTIONAL.filter((_, bit) => (n >> bit) & 1), "CMD python main.py"],
  "that have nothing in common": (n: number) => [1, 2, 3].map((line) => `RUN program-of-its-own-${n}-${line}`),
};

test.each([
  ["that differ in a word", 900, { families: 1, aligned: 899 }],
  ["of many shapes", 900, {}],
  ["that have nothing in common", 400, { families: 400, aligned: 0 }],
] as const)("the work on files %s is bounded by their number, not by its square", (kind, count, exact) => {
  const { each, open, block } = LIMITS;
  const files = new Files(Array.from({ length: count }, (_, n) => kinds[kind](n)));
  const families = familiesOf(files, TEMPLATE_RULES, LIMITS);
  expect(families.flatMap(({ members }) => members.map(({ file }) => file)).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
  expect({ families: families.length, aligned: files.aligned }).toMatchObject(exact);
  const last = Math.max(each * Math.min(each, count), block * count);
  expect([files.aligned <= 3 * open * count + last + count, files.compared <= 3 * open * count + last / 2]).toEqual([true, true]);
});
