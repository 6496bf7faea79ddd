/** Whether a document is what it says it is, by the published schema of its format; nothing is fetched. */
import { readFileSync } from "node:fs";
import type { AnySchemaObject, ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import draft4 from "ajv-draft-04";
import formats from "ajv-formats";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as AnySchemaObject;
const options = { strict: false, allErrors: true } as const;

/** A schema takes longer to compile than a document to judge. */
const compiled = new Map<string, ValidateFunction>();

/** Lines `<place>: <what is wrong>` of a SARIF 2.1.0 log. The schema: that of OASIS as the npm package @microsoft/jest-sarif 1.0.0-beta.0 (MIT) carries it. */
export function sarifErrors(document: unknown): string[] {
  return errorsOf("sarif", document, () => {
    const ajv = new draft4.default({ ...options, unicodeRegExp: false });
    formats.default(ajv as never);
    return ajv.compile(read("fixtures/schemas/sarif-2.1.0.json")) as ValidateFunction;
  });
}

/** The same of a CycloneDX document, by the schema of its own version from CycloneDX's library. */
export function cyclonedxErrors(document: { readonly specVersion: string }): string[] {
  return errorsOf(`bom-${document.specVersion}`, document, () => {
    const schema = (name: string) => read(`../node_modules/@cyclonedx/cyclonedx-library/res/schema/${name}.SNAPSHOT.schema.json`);
    const ajv = new Ajv(options);
    for (const name of ["spdx", "jsf-0.82", "cryptography-defs"]) ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
    formats.default(ajv);
    // Draft 2019's formats for names of other alphabets; none of ours has one.
    for (const format of ["iri-reference", "idn-email"]) ajv.addFormat(format, true);
    return ajv.compile(schema(`bom-${document.specVersion}`));
  });
}

function errorsOf(key: string, document: unknown, compile: () => ValidateFunction): string[] {
  const validate = compiled.get(key) ?? compile();
  compiled.set(key, validate);
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
