import { formatKeyBlob } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { EMPTY_FRONTIER, followLog, frontierRoot, openCheckpoint } from "@countersign/tlog";
import type { Follower, Frontier } from "@countersign/tlog";
import { checkChange } from "../change/change-id.ts";
import type { ChangeRecord } from "../change/record.ts";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Deployment } from "../gate/deployment.ts";
import { firstPolicy, nextPolicy } from "../policy/chain.ts";
import { policyVersion } from "../policy/digest.ts";
import type { Policy } from "../policy/policy.ts";
import { keyHolder, revokedFrom } from "../policy/roster.ts";
import type { Root } from "../policy/root.ts";
import { trustOf } from "../policy/trust.ts";
import type {
  LoggedBaseline,
  LogContents,
  Logged,
  LoggedBreakGlass,
  LoggedIncident,
  LoggedPolicy,
  LoggedReview,
} from "./contents.ts";
import { countingSigners } from "./baseline-signers.ts";
import { isLeafError, openLeaf } from "./open-leaf.ts";
import type { LeafError, LeafLine, OpenedLeaf } from "./open-leaf.ts";
import { parseRecord } from "./record.ts";
import { checkReview } from "./review-rules.ts";
import type { BeforeReview, BoundChange } from "./review-rules.ts";
import { sharing } from "./sharing.ts";
import type { Sharing } from "./sharing.ts";
import { standsIn } from "./stands.ts";
import { breakGlassSigners, incidentSigner } from "./record-signers.ts";
import { verifyMachine, verifyPeople, verifyPerson } from "./signers.ts";
import type { Signer } from "./signers.ts";

/** A leaf whose evidence is missing or does not verify. */
export type LeafProblem = { readonly index: number; readonly code: string; readonly message: string };

/** Everything that was read, and what did not verify; whoever decides anything refuses a log with problems. */
export type ReadLog = {
  readonly contents: LogContents;
  readonly problems: readonly LeafProblem[];
  /** Where the log stands now: what to keep so as to go on later. */
  readonly frontier: Frontier;
  /** Index of the first leaf of every record that was read, by record id. */
  readonly records: ReadonlyMap<string, number>;
};

/**
 * Reads a whole log, leaf by leaf in order, and trusts nothing but the pinned root: recomputes the tree, matches
 * every evidence with its leaf, verifies every signature against the policy in force there, and follows the policies
 * (design, §4 "Absence").
 */
export type LogReader = {
  /** Reads the next leaf. What is wrong with its evidence is answered, and kept for `finish`: only a later policy can void it. */
  readonly add: (line: LeafLine) => LeafProblem | undefined;
  /** As `add`, for a leaf that `openLeaf` opened. */
  readonly addOpened: (leaf: OpenedLeaf) => LeafProblem | undefined;
  /** As `add` for a leaf that verifies; one that does not is answered, and nothing was read. For whoever keeps the log. */
  readonly admit: (line: LeafLine) => LeafProblem | undefined;
  /** How many leaves were read, those before included. */
  readonly size: () => number;
  /** The first leaf of a record that was read here, by the record's id. */
  readonly placeOf: (record: string) => number | undefined;
  /** The newest policy so far. */
  readonly policy: () => Policy | undefined;
  /** What was read, for another reader that goes on from here: it sees what this one reads later as well, except leaves and policies. */
  readonly before: () => ReadBefore;
  /**
   * Closes the log with its cosigned checkpoint. Throws `policy.missing` (no policy verified), `log.root`, `log.size`,
   * and what `openCheckpoint` throws.
   */
  readonly finish: (checkpoint: Uint8Array) => ReadLog;
  /** What the leaves say so far, by their own keeper: nobody vouches for it, and it has no time. Undefined without a policy. */
  readonly soFar: () => ReadLog | undefined;
};

/**
 * What a reader that goes on from saved state knows of the leaves before. The look-ups answer for whatever the next leaf
 * asks about.
 */
export type ReadBefore = {
  readonly frontier: Frontier;
  /** The chain so far, never empty. */
  readonly policies: readonly LoggedPolicy[];
  /** The first leaf of a record, by its id. */
  readonly record: (id: string) => number | undefined;
  /** Whether a decision with this uuid was logged. */
  readonly statement: (uuid: string) => boolean;
  readonly change: (id: string) => BoundChange | undefined;
  readonly review: (id: string) => Pick<LoggedReview, "record"> | undefined;
};

type Reading = {
  readonly crypto: Crypto;
  readonly root: Root;
  readonly follower: Follower;
  readonly before: ReadBefore;
  readonly recordIds: Map<string, number>;
  readonly statementIds: Set<string>;
  readonly changesById: Map<string, ChangeRecord>;
  readonly reviewsById: Map<string, LoggedReview>;
  readonly policies: LoggedPolicy[];
  readonly baselines: LoggedBaseline[];
  readonly changes: Logged<ChangeRecord>[];
  readonly reviews: LoggedReview[];
  readonly deployments: Logged<Deployment>[];
  readonly breakGlass: LoggedBreakGlass[];
  readonly incidents: LoggedIncident[];
  readonly problems: (LeafProblem & { readonly record: string })[];
  readonly sharing: Sharing;
};

/** Nothing was read before: a reader begins at the first leaf. */
const NOTHING: ReadBefore = {
  frontier: EMPTY_FRONTIER,
  policies: [],
  record: () => undefined,
  statement: () => false,
  change: () => undefined,
  review: () => undefined,
};

/** Begins to read a log at its first leaf, or after what was read before; then its contents are only those of the leaves since. */
export function logReader(crypto: Crypto, root: Root, before: ReadBefore = NOTHING): LogReader {
  const reading: Reading = {
    crypto,
    root,
    follower: followLog(crypto, before.frontier),
    before,
    recordIds: new Map(),
    statementIds: new Set(),
    changesById: new Map(),
    reviewsById: new Map(),
    policies: [...before.policies],
    baselines: [],
    changes: [],
    reviews: [],
    deployments: [],
    breakGlass: [],
    incidents: [],
    problems: [],
    sharing: sharing(),
  };
  return {
    add: (line) => addOpened(reading, openLeaf(crypto, line)),
    addOpened: (leaf) => addOpened(reading, leaf),
    admit: (line) => admit(reading, openLeaf(crypto, line)),
    size: () => reading.follower.size(),
    placeOf: (record) => reading.recordIds.get(record),
    policy: () => reading.policies.at(-1)?.policy,
    before: () => readBefore(reading),
    finish: (checkpoint) => finish(reading, checkpoint),
    soFar: rememberingSize(reading, soFar),
  };
}

/** A log is the same as long as it has the same size: what it says is put together once for each. */
function rememberingSize<T>(reading: Reading, read: (reading: Reading) => T): () => T {
  let last: { readonly size: number; readonly answer: T } | undefined;
  return () => {
    const size = reading.follower.size();
    if (last?.size !== size) last = { size, answer: read(reading) };
    return last.answer;
  };
}

function addOpened(reading: Reading, opened: OpenedLeaf): LeafProblem | undefined {
  const index = reading.follower.add(opened.leaf);
  const problem = "problem" in opened ? opened.problem : readRecord(reading, index, opened);
  if (problem === undefined) return undefined;
  const found = { index, code: problem.code, message: problem.detail };
  reading.problems.push({ ...found, record: opened.record });
  return found;
}

/** A record changes what is known as its last step, so one that was refused has left no trace. */
function admit(reading: Reading, opened: OpenedLeaf): LeafProblem | undefined {
  const index = reading.follower.size();
  const problem = "problem" in opened ? opened.problem : readRecord(reading, index, opened);
  if (problem !== undefined) return { index, code: problem.code, message: problem.detail };
  reading.follower.add(opened.leaf);
  return undefined;
}

/** Reads the record of a leaf, or says why it does not count. */
function readRecord(
  reading: Reading,
  leaf: number,
  { kind, record: id, envelope }: Exclude<OpenedLeaf, { readonly problem: LeafError }>,
): LeafError | undefined {
  if (reading.recordIds.has(id) || reading.before.record(id) !== undefined) return undefined;
  try {
    if (kind === "policy") readPolicy(reading, { leaf, id }, envelope);
    else READERS[kind](reading, policyInForce(reading), { leaf, id }, envelope);
  } catch (error) {
    if (isLeafError(error)) return error;
    throw error;
  }
  reading.recordIds.set(id, leaf);
  return undefined;
}

function policyInForce({ policies }: Reading): Policy {
  const present = policies.at(-1);
  if (present === undefined)
    throw new CountersignError("policy.not-logged", "no policy stands in the log before this record");
  return present.policy;
}

type Place = { readonly leaf: number; readonly id: string };

function readPolicy(reading: Reading, place: Place, envelope: Envelope): void {
  const { record } = parseRecord(reading.crypto, "policy", envelope.payload);
  const previous = reading.policies.at(-1);
  const version = policyVersion(reading.crypto, record.policy);
  const judges = previous === undefined ? [version.policy] : [previous.policy, version.policy];
  const signed = verifyPeople(reading.crypto, judges, "countersign-policy@v1", envelope);
  const proposed = {
    version,
    ...(record.previous === undefined ? {} : { previous: record.previous }),
    signers: (policy: Policy) => standingSigners(policy, place, signed),
  };
  if (previous === undefined) firstPolicy(reading.root, proposed);
  else if (nextPolicy(previous, proposed) === previous) return;
  reading.policies.push({ ...place, ...version });
}

/** Ids of those signers who have their key in the policy, by keys that it has not revoked. */
function standingSigners(policy: Policy, { leaf }: Place, signers: readonly Signer[]): readonly string[] {
  return signers
    .filter(({ fingerprint }) => (revokedFrom(policy, fingerprint) ?? Infinity) > leaf)
    .flatMap(({ key }) => keyHolder(policy, formatKeyBlob(key))?.person.id ?? []);
}

type RecordReader = (reading: Reading, policy: Policy, place: Place, envelope: Envelope) => void;

const READERS: Readonly<
  Record<"baseline" | "change" | "review" | "deployment" | "incident" | "break-glass", RecordReader>
> = {
  baseline(reading, policy, place, envelope) {
    const signers = verifyPeople(reading.crypto, [policy], "countersign-policy@v1", envelope);
    const { record } = parseRecord(reading.crypto, "baseline", envelope.payload);
    checkPlace(policy, record);
    reading.baselines.push({ ...place, record, signedBy: countingSigners(policy, place.leaf, signers) });
  },
  change(reading, policy, place, envelope) {
    verifyMachine(reading.crypto, policy, ["service"], envelope);
    const { record } = parseRecord(reading.crypto, "change", envelope.payload);
    checkPlace(policy, record);
    checkChange(reading.crypto, record);
    const kept = reading.sharing.change(record);
    reading.changesById.set(kept.change, kept);
    reading.changes.push({ ...place, record: kept });
  },
  review(reading, policy, place, envelope) {
    const signer = verifyPerson(reading.crypto, policy, "countersign-review@v1", envelope);
    const { record } = parseRecord(reading.crypto, "review", envelope.payload);
    const before = beforeReview(reading);
    checkReview(before, record, signer);
    const { review, text } = reading.sharing;
    const kept = review(record, before.change(record.change) ?? record);
    const logged = { ...place, record: kept, fingerprint: text(signer.fingerprint) };
    reading.statementIds.add(kept.id);
    reading.reviewsById.set(place.id, logged);
    reading.reviews.push(logged);
  },
  deployment(reading, policy, place, envelope) {
    const gate = verifyMachine(reading.crypto, policy, ["gate"], envelope);
    const { record } = parseRecord(reading.crypto, "deployment", envelope.payload);
    if (!gate.environments.includes(record.environment))
      throw new CountersignError("statement.environment", `'${gate.id}' is no gate of '${record.environment}'`);
    reading.deployments.push({ ...place, record });
  },
  incident(reading, policy, place, envelope) {
    const { record } = parseRecord(reading.crypto, "incident", envelope.payload);
    reading.incidents.push({ ...place, record, signer: incidentSigner(reading.crypto, policy, envelope) });
  },
  "break-glass"(reading, policy, place, envelope) {
    const signers = breakGlassSigners(reading.crypto, policy, envelope);
    const { record } = parseRecord(reading.crypto, "break-glass", envelope.payload);
    checkPlace(policy, record);
    reading.breakGlass.push({ ...place, record, signers });
  },
};

function beforeReview({ policies, before, ...reading }: Reading): BeforeReview {
  return {
    policies,
    change: (id) => reading.changesById.get(id) ?? before.change(id),
    review: (id) => reading.reviewsById.get(id) ?? before.review(id),
    statement: (uuid) => reading.statementIds.has(uuid) || before.statement(uuid),
  };
}

function readBefore(reading: Reading): ReadBefore {
  return {
    ...beforeReview(reading),
    policies: [...reading.policies],
    frontier: reading.follower.frontier(),
    record: (id) => reading.recordIds.get(id) ?? reading.before.record(id),
  };
}

/** A repository is its id; its uri must be the one that the policy has for it, and the ref one of its refs. */
function checkPlace(policy: Policy, { repository, ref }: Pick<ChangeRecord, "repository" | "ref">): void {
  const known = policy.repositories.find(({ id }) => id === repository.id);
  if (known === undefined || known.uri !== repository.uri)
    throw new CountersignError("statement.repository", `${repository.id} at ${repository.uri} is not in the policy`);
  if (!known.refs.some((one) => one.ref === ref))
    throw new CountersignError("statement.ref", `${ref} is not a protected ref of ${repository.id}`);
}

function finish(reading: Reading, note: Uint8Array): ReadLog {
  const { crypto, follower, problems, root } = reading;
  const policy = reading.policies.at(-1);
  if (policy === undefined) {
    const [first] = problems;
    throw new CountersignError(
      first?.code ?? "policy.missing",
      first === undefined ? `no policy of ${root.log.origin} was found` : `leaf ${first.index}: ${first.message}`,
    );
  }
  return close(reading, policy, follower.check(openCheckpoint(crypto, note, trustOf(crypto, policy.policy.log))));
}

function soFar(reading: Reading): ReadLog | undefined {
  const policy = reading.policies.at(-1);
  if (policy === undefined) return undefined;
  const { size } = reading.follower.frontier();
  const root = frontierRoot(reading.crypto, reading.follower.frontier());
  return close(reading, policy, { origin: policy.policy.log.origin, size, root, time: undefined });
}

type Closing = Pick<LogContents, "origin" | "size" | "root"> & { readonly time: number | undefined };

function close(reading: Reading, policy: LoggedPolicy, { origin, size, root, time }: Closing): ReadLog {
  const stands = standsIn(policy.policy);
  return {
    contents: {
      origin,
      size,
      root,
      ...(time === undefined ? {} : { time }),
      policies: reading.policies,
      policy,
      baselines: reading.baselines.filter(stands),
      changes: reading.changes.filter(stands),
      reviews: reading.reviews.filter(stands),
      deployments: reading.deployments.filter(stands),
      breakGlass: reading.breakGlass.filter(stands),
      incidents: reading.incidents.filter(stands),
      voided: policy.policy.void,
    },
    problems: reading.problems
      .filter(({ index, record }) => stands({ leaf: index, id: record }))
      .map(({ index, code, message }) => ({ index, code, message })),
    frontier: reading.follower.frontier(),
    records: reading.recordIds,
  };
}
