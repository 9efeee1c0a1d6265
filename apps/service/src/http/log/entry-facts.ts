import type { Kind, LogContents, LoggedIncident, SignedBy } from "@countersign/core";

/** Who signed a record: a person with the key's fingerprint, or a machine of the policy by its id. */
type EntrySigner =
  | { readonly person: string; readonly organisation: string; readonly key: string }
  | { readonly machine: string };

/** What a record of the log is about, as far as one sentence says it; what it has no word for is absent. */
export type EntryFacts = {
  readonly record: string;
  readonly kind: Kind;
  readonly repository?: string;
  readonly ref?: string;
  readonly commit?: string;
  readonly change?: string;
  readonly environment?: string;
  readonly decision?: string;
  readonly role?: string;
  /** Of a deployment or an incident. */
  readonly state?: string;
  /** Of an incident. */
  readonly code?: string;
  readonly about?: number;
  /** Of a policy. */
  readonly version?: number;
  readonly requirements?: readonly string[];
  readonly title?: string;
  /** People and machines whose signatures were read with the log; of what a service or gate signed by itself, nobody. */
  readonly signedBy: readonly EntrySigner[];
};

/** What the record at each leaf is about; leaves that say nothing are not there: voided ones, and what was logged a second time. */
export function entryFacts(contents: LogContents): ReadonlyMap<number, EntryFacts> {
  const known = read.get(contents);
  if (known !== undefined) return known;
  const facts = new Map(allFacts(contents));
  read.set(contents, facts);
  return facts;
}

/** Contents are another object when the log grew. */
const read = new WeakMap<LogContents, ReadonlyMap<number, EntryFacts>>();

function* allFacts(contents: LogContents): Generator<readonly [number, EntryFacts]> {
  for (const { leaf, id, policy } of contents.policies)
    yield [leaf, { record: id, kind: "policy", version: policy.version, signedBy: [] }];
  for (const { leaf, id, record, signedBy } of contents.baselines) {
    const { requirements } = record;
    yield [leaf, { record: id, kind: "baseline", ...placeOf(record), requirements, signedBy: signedBy.map(person) }];
  }
  for (const { leaf, id, record } of contents.changes) {
    const { change, repository, ref, head, claim } = record;
    const place = { repository: repository.id, ref, commit: head.gitCommit };
    yield [leaf, { record: id, kind: "change", ...place, change, title: claim.title, signedBy: [] }];
  }
  for (const { leaf, id, record, fingerprint: key } of contents.reviews) {
    const { change, repository, ref, head, decision, role, reviewer } = record;
    const place = { repository: repository.id, ref, commit: head.gitCommit };
    yield [leaf, { record: id, kind: "review", ...place, change, decision, role, signedBy: [{ ...reviewer, key }] }];
  }
  for (const { leaf, id, record } of contents.deployments) {
    const { environment, state } = record;
    yield [leaf, { record: id, kind: "deployment", ...placeOf(record), environment, state, signedBy: [] }];
  }
  for (const { leaf, id, record, signers } of contents.breakGlass) {
    const { environment } = record;
    yield [leaf, { record: id, kind: "break-glass", ...placeOf(record), environment, signedBy: signers.map(person) }];
  }
  for (const incident of contents.incidents) yield [incident.leaf, incidentFacts(incident)];
}

function incidentFacts({ id, record, signer }: LoggedIncident): EntryFacts {
  const { about, code, status: state } = record;
  const place = "leaf" in about ? { about: about.leaf } : about;
  const signedBy = ["machine" in signer ? signer : person(signer)];
  return { record: id, kind: "incident", ...place, code, state, signedBy };
}

type Placed = { readonly repository: { readonly id: string }; readonly ref: string; readonly commit: string };

function placeOf({ repository, ref, commit }: Placed) {
  return { repository: repository.id, ref, commit };
}

function person({ person: id, organisation, fingerprint: key }: SignedBy): EntrySigner {
  return { person: id, organisation, key };
}
