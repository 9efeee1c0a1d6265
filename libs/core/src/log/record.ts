import { checkPredicateType, formatHex, formatStatement, parseStatement, predicateType } from "@countersign/attest";
import type { JsonObject, JsonValue, Subject } from "@countersign/attest";
import { formatChange, parseChange } from "../change/record.ts";
import type { ChangeRecord, RepositoryName } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";
import { formatReview, parseReview } from "../decision/review.ts";
import type { Review } from "../decision/review.ts";
import { CountersignError } from "../error.ts";
import { formatBreakGlass, parseBreakGlass } from "../gate/break-glass.ts";
import type { BreakGlass } from "../gate/break-glass.ts";
import { formatDeployment, parseDeployment } from "../gate/deployment.ts";
import type { Deployment } from "../gate/deployment.ts";
import { formatVerdict, parseVerdict } from "../gate/verdict-record.ts";
import type { VerdictRecord } from "../gate/verdict-record.ts";
import { formatBaseline, parseBaseline } from "../policy/baseline.ts";
import type { Baseline } from "../policy/baseline.ts";
import { formatPolicyRecord, parsePolicyRecord, policySha256 } from "../policy/record.ts";
import type { PolicyRecord } from "../policy/record.ts";
import { formatIncident, parseIncident } from "./incident.ts";
import type { Incident } from "./incident.ts";

/** What each kind of signed statement says; all but `verdict` are kinds of leaves. */
export type RecordOf = {
  readonly policy: PolicyRecord;
  readonly baseline: Baseline;
  readonly change: ChangeRecord;
  readonly review: Review;
  readonly deployment: Deployment;
  readonly incident: Incident;
  readonly "break-glass": BreakGlass;
  readonly verdict: VerdictRecord;
};

/** A record with its kind; told apart by `kind`. */
export type AnyRecord<K extends keyof RecordOf = keyof RecordOf> = {
  [P in K]: { readonly kind: P; readonly record: RecordOf[P] };
}[K];

/**
 * The payload of a record ("Records"): the canonical JSON of an in-toto Statement v1 whose one subject repeats what the
 * record is about. These bytes are what people and machines sign, and what a record's id is the hash of.
 */
export function formatRecord<K extends keyof RecordOf>(crypto: Sha256, kind: K, record: RecordOf[K]): Uint8Array {
  const { subject, format }: Form<K> = FORMS[kind];
  return formatStatement({
    predicateType: predicateType(kind),
    subject: subject(record, crypto),
    predicate: format(record),
  });
}

/**
 * Reads what `formatRecord` prints for this kind; verifies no signature. Codes: those of `parseStatement`,
 * `attest.predicate-type` for another kind, those of the kind's own reader (`statement.…`), and `statement.subject` when
 * the subject is not the one that the predicate asks for, to the last digest.
 */
export function parseRecord<K extends keyof RecordOf>(crypto: Sha256, kind: K, payload: Uint8Array): AnyRecord<K> {
  const statement = parseStatement(payload);
  checkPredicateType(statement, kind);
  const { subject, parse, tag }: Form<K> = FORMS[kind];
  const record = parse(statement.predicate);
  checkSubject(statement.subject, subject(record, crypto));
  return tag(record);
}

/** The identity of a record: the SHA-256, lowercase hex, of its payload. Neither envelope nor signatures change it. */
export function recordId(crypto: Sha256, payload: Uint8Array): string {
  return formatHex(crypto.sha256(payload));
}

function checkSubject(found: Subject, wanted: Subject): void {
  const algorithms = Object.keys(wanted.digest);
  const same =
    found.name === wanted.name &&
    found.uri === wanted.uri &&
    Object.keys(found.digest).length === algorithms.length &&
    algorithms.every((name) => found.digest[name] === wanted.digest[name]);
  if (same) return;
  const detail = "the subject's name, uri or digests are not those of what the predicate is about";
  throw new CountersignError("statement.subject", detail);
}

type Form<K extends keyof RecordOf> = {
  readonly subject: (record: RecordOf[K], crypto: Sha256) => Subject;
  readonly format: (record: RecordOf[K]) => JsonObject;
  readonly parse: (predicate: JsonValue) => RecordOf[K];
  readonly tag: (record: RecordOf[K]) => AnyRecord<K>;
};

const FORMS: { readonly [K in keyof RecordOf]: Form<K> } = {
  policy: {
    subject: (record, crypto) => ({ name: "policy", digest: { sha256: policySha256(crypto, record) } }),
    format: formatPolicyRecord,
    parse: parsePolicyRecord,
    tag: (record) => ({ kind: "policy", record }),
  },
  baseline: {
    subject: ({ tree, ...record }) => about(record, { gitTree: tree }),
    format: formatBaseline,
    parse: parseBaseline,
    tag: (record) => ({ kind: "baseline", record }),
  },
  change: {
    subject: (record) => about(record, record.result),
    format: formatChange,
    parse: parseChange,
    tag: (record) => ({ kind: "change", record }),
  },
  review: {
    subject: (record) => about(record, record.result),
    format: formatReview,
    parse: parseReview,
    tag: (record) => ({ kind: "review", record }),
  },
  deployment: {
    subject: (record) => about(record, builtFrom(record)),
    format: formatDeployment,
    parse: parseDeployment,
    tag: (record) => ({ kind: "deployment", record }),
  },
  incident: {
    subject: ({ text }, crypto) => ({ name: "incident", digest: { sha256: hashOf(crypto, text) } }),
    format: formatIncident,
    parse: parseIncident,
    tag: (record) => ({ kind: "incident", record }),
  },
  "break-glass": {
    subject: (record) => about(record, builtFrom(record)),
    format: formatBreakGlass,
    parse: parseBreakGlass,
    tag: (record) => ({ kind: "break-glass", record }),
  },
  verdict: {
    subject: (record) => about(record, builtFrom(record)),
    format: formatVerdict,
    parse: parseVerdict,
    tag: (record) => ({ kind: "verdict", record }),
  },
};

function about(
  record: { readonly ref: string; readonly repository: RepositoryName },
  digest: Subject["digest"],
): Subject {
  return { name: record.ref, uri: record.repository.uri, digest };
}

/** A commit, and the artifact that was built from it. */
function builtFrom({ commit, artifact }: { readonly commit: string; readonly artifact?: string }): Subject["digest"] {
  return { gitCommit: commit, ...(artifact === undefined ? {} : { sha256: artifact.slice("sha256:".length) }) };
}

function hashOf(crypto: Sha256, text: string): string {
  return formatHex(crypto.sha256(new TextEncoder().encode(text)));
}
