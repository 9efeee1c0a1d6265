import { AttestError } from "./error.ts";
import { formatCanonical } from "./json/format.ts";
import { parseCanonical } from "./json/parse.ts";
import { dictionary, jsonObject, matching, nonEmptyString, object, read, refuse, string } from "./json/read.ts";
import type { Reader } from "./json/read.ts";
import { isList } from "./json/value.ts";
import type { JsonObject } from "./json/value.ts";

/** The DSSE payload type of in-toto statements. */
export const IN_TOTO_PAYLOAD_TYPE = "application/vnd.in-toto+json";

const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** What a statement is about: a name, where it lives, and its digests in lowercase hexadecimal by algorithm. */
export type Subject = {
  readonly name: string;
  readonly uri?: string;
  readonly digest: { readonly [algorithm: string]: string };
};

/** An in-toto Statement v1 with one subject. */
export type Statement = {
  readonly predicateType: string;
  readonly subject: Subject;
  readonly predicate: JsonObject;
};

/** The canonical JSON of an in-toto Statement v1 (in-toto attestation framework, spec/v1/statement.md). */
export function formatStatement({ predicateType, subject, predicate }: Statement): Uint8Array {
  const { name, uri, digest } = subject;
  return formatCanonical({
    _type: STATEMENT_TYPE,
    predicate,
    predicateType,
    subject: [{ digest, name, ...(uri === undefined ? {} : { uri }) }],
  });
}

/**
 * Reads what `formatStatement` prints and nothing else. Codes: those of `parseCanonical` (area `attest`),
 * `attest.statement-type`, `statement.unknown-field`, `statement.missing-field`, `statement.field-type`,
 * `statement.field-value`, `statement.subject` (not exactly one), `statement.subject-digest` (none).
 */
export function parseStatement(payload: Uint8Array): Statement {
  const { predicateType, subject, predicate } = read(statement, parseCanonical(payload), "statement");
  return { predicateType, subject, predicate };
}

/** The predicate type of a kind of record: `https://countersign.dev/<kind>/v1`. */
export function predicateType(kind: string): string {
  return `https://countersign.dev/${kind}/v1`;
}

/** Checks that a statement is of this kind; `attest.predicate-type`. */
export function checkPredicateType(statement: Statement, kind: string): void {
  if (statement.predicateType === predicateType(kind)) return;
  throw new AttestError("attest.predicate-type", `${statement.predicateType} where a ${kind} is wanted`);
}

const statementType: Reader<string> = (value) => {
  if (value === STATEMENT_TYPE) return value;
  throw new AttestError("attest.statement-type", `_type is not ${STATEMENT_TYPE}`);
};

const hexDigests = dictionary(matching(/^(?:[0-9a-f]{2})+$/, "lowercase hexadecimal"));

const digest: Reader<Subject["digest"]> = (value, place) => {
  const digests = hexDigests(value, place);
  return Object.keys(digests).length === 0 ? refuse(place, "subject-digest", "no digest") : digests;
};

const subject: Reader<Subject> = object({ digest, name: nonEmptyString }, { uri: nonEmptyString });

const onlySubject: Reader<Subject> = (value, place) => {
  if (!isList(value)) return refuse(place, "field-type", "not an array");
  const [only, second] = value;
  if (only === undefined || second !== undefined) return refuse(place, "subject", `${value.length} subjects`);
  return subject(only, { ...place, path: `${place.path}[0]` });
};

const statement = object({
  _type: statementType,
  predicate: jsonObject,
  predicateType: string,
  subject: onlySubject,
});
