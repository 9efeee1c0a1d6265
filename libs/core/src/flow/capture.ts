import { changeDigest } from "../change/digest.ts";
import { changeId } from "../change/change-id.ts";
import { requireResolved } from "../change/contributors.ts";
import type { CapturedChange, ChangeRecord } from "../change/record.ts";
import type { Scope } from "../change/scope.ts";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { LogContents } from "../log/contents.ts";
import { displayPath } from "../change/path-json.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import { formatPacket, packetDigest } from "../packet/packet.ts";
import type { Packet } from "../packet/packet.ts";
import type { RepositoryPolicy } from "../policy/policy.ts";
import { protectedRef, repositoryById } from "../policy/roster.ts";
import { packetRoles } from "../packet/roles.ts";
import { baseStanding } from "./base-standing.ts";
import { scopedEntries } from "./entries.ts";

/** Commits between base and head that one change may have. */
const MOST_COMMITS = 100_000;
/** The author's own words that a record carries, in UTF-16 units. */
const LONGEST_CLAIM = 64 * 1024;

/** A proposal to move a protected ref. `base` is the commit that the head would be merged onto: the ref's tip, unless told otherwise. */
export type CaptureRequest = {
  readonly repository: string;
  readonly ref: string;
  readonly base: Oid;
  readonly head: Oid;
  readonly proposal?: string;
  readonly pushers: readonly string[];
};

/** What analyses a change for its packet; the scope says what it leaves out. */
export type Analyse = (
  repository: Repository,
  change: CapturedChange,
  scope: Scope,
) => Promise<Pick<Packet, "findings" | "ledgers" | "coverage" | "detectors">>;

/** What capture runs on; `renderer` names what will show the packet, such as `countersign/0.1.0`. */
export type CaptureParts = {
  readonly crypto: Crypto;
  readonly repository: Repository;
  readonly analyse: Analyse;
  readonly renderer: string;
};

/**
 * A captured change with its packet. It is `not-applicable` when nothing in scope changes: such a change has no digest,
 * and there is nothing to decide.
 */
export type Capture =
  | { readonly outcome: "captured"; readonly record: ChangeRecord; readonly packet: Uint8Array }
  | { readonly outcome: "not-applicable"; readonly excluded: number };

/**
 * Captures a change from verified objects alone (design, §3 "Change"): the result of merging head onto base, its
 * in-scope entries, everybody who has a part in it, and the packet. The same proposal captured twice is the same record,
 * unless its analysis or what is not covered below its base has changed meanwhile: then it has another packet.
 * Codes: `policy.repository`, `policy.ref`, `change.conflict`, `change.unrelated`, `change.contributor-unresolved`,
 * `limit.range`, and those of reading objects.
 */
export async function capture(parts: CaptureParts, log: LogContents, request: CaptureRequest): Promise<Capture> {
  const repositoryPolicy = repositoryById(log.policy.policy, request.repository);
  protectedRef(repositoryPolicy, request.ref);
  const captured = await read(parts, log, repositoryPolicy, request);
  if (!("change" in captured)) return { outcome: "not-applicable", excluded: captured.excluded };
  const analysis = await parts.analyse(parts.repository, captured, repositoryPolicy.scope);
  const open = await baseStanding(parts.crypto, parts.repository, log, { ...request, measure: repositoryPolicy });
  const ledgers = {
    ...analysis.ledgers,
    ...(await severalBases(parts.repository, request)),
    ...(open.length === 0 ? {} : { "uncovered-base": open }),
  };
  const roles = packetRoles(log.policy.policy, captured.entries, analysis);
  const packet = formatPacket({ change: captured, ...analysis, ledgers, roles });
  const name = { sha256: packetDigest(parts.crypto, packet), renderer: parts.renderer };
  return { outcome: "captured", record: { ...captured, packet: name }, packet };
}

/** Of histories that cross, git merges several common ancestors first; whoever decides is told (attack C4). */
async function severalBases(
  repository: Repository,
  { base, head }: CaptureRequest,
): Promise<{ readonly [ledger: string]: readonly Oid[] }> {
  const bases = await repository.mergeBases(base, head);
  return bases.length > 1 ? { "merge-bases": bases } : {};
}

async function read(
  { crypto, repository }: CaptureParts,
  log: LogContents,
  repositoryPolicy: RepositoryPolicy,
  request: CaptureRequest,
): Promise<CapturedChange | { readonly excluded: number }> {
  const base = await repository.commit(request.base);
  const head = await repository.commit(request.head);
  const tree = await resultTree(repository, request);
  const { entries, excluded } = await scopedEntries(repository, repositoryPolicy.scope, base.tree, tree);
  const digest = changeDigest(crypto, repository.objectFormat, entries);
  if (digest === undefined) return { excluded };
  const commits = (await repository.range(request.base, request.head, MOST_COMMITS)).map(({ commit }) => commit);
  const { ref, pushers, proposal } = request;
  const change = changeId(crypto, {
    base: { commit: request.base, tree: base.tree },
    changeDigest: digest,
    head: { commit: request.head },
    ref,
    repository: repositoryPolicy.id,
    result: { tree },
  });
  return {
    change,
    repository: { id: repositoryPolicy.id, uri: repositoryPolicy.uri },
    ref,
    base: { gitCommit: request.base, gitTree: base.tree },
    head: { gitCommit: request.head },
    result: { gitTree: tree },
    changeDigest: digest,
    objectFormat: repository.objectFormat,
    entries,
    excluded,
    commits: commits.length,
    contributors: requireResolved(commits, log.policy.policy, repositoryPolicy.contributors),
    pushers: [...new Set(pushers)].toSorted(),
    ...(proposal === undefined ? {} : { proposal }),
    previous: previousRevisions(log, change, request),
    claim: claimOf(head.message),
    policy: { version: log.policy.policy.version, sha256: log.policy.sha256 },
  };
}

/** What merging head onto base gives; a head that already contains the base gives its own tree. `change.conflict` where git cannot. */
export async function resultTree(
  repository: Pick<Repository, "mergeTree">,
  { base, head }: Pick<CaptureRequest, "base" | "head">,
): Promise<Oid> {
  const merge = await repository.mergeTree(base, head);
  if ("tree" in merge) return merge.tree;
  const paths = merge.conflicts.slice(0, 5).map(displayPath).join(", ");
  throw new CountersignError("change.conflict", `${head} does not merge cleanly onto ${base}: ${paths}`);
}

/**
 * What this proposal was before, move by move: nothing without a proposal, nothing new when it has not moved. A proposal
 * that comes back to an earlier change is another record of it each time, so that the newest record says where it stands.
 */
function previousRevisions(
  log: LogContents,
  change: string,
  { repository, ref, proposal }: CaptureRequest,
): readonly string[] {
  if (proposal === undefined) return [];
  const earlier = log.changes.filter(
    ({ record }) => record.proposal === proposal && record.repository.id === repository && record.ref === ref,
  );
  const newest = earlier.at(-1)?.record;
  if (newest?.change === change) return newest.previous;
  return earlier.map(({ record }) => record.change);
}

/** What the message of a commit claims: its first line, and the rest. */
export function claimOf(message: Uint8Array): CapturedChange["claim"] {
  const text = new TextDecoder().decode(message).slice(0, LONGEST_CLAIM).toWellFormed();
  const end = text.indexOf("\n");
  return end === -1 ? { title: text, text: "" } : { title: text.slice(0, end), text: text.slice(end + 1).trim() };
}
