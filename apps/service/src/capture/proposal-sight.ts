import { changeDigest, isOutdated, resultTree, scopedEntries } from "@countersign/core";
import type { ChangeRecord, LogContents, Oid, Repository, RepositoryPolicy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Look } from "./look.ts";

/** A proposal as it stands: a branch that wants onto a protected ref. */
export type Proposal = {
  /** Full ref, which is the proposal's id. */
  readonly ref: string;
  readonly target: string;
  readonly base: Oid;
  readonly head: Oid;
  readonly pushers: readonly string[];
  /** A tip of the target that has this head: whatever descends from it has it too. */
  readonly mergedAt?: Oid;
};

/** What is to be done about a proposal: nothing, since it is captured, merged, or changes nothing in scope; or capture it. */
export type ProposalSight =
  | { readonly outcome: "captured"; readonly change: string }
  | { readonly outcome: "merged" | "nothing" }
  | { readonly outcome: "wanting" };

type Seen = Pick<Look, "repository" | "measure" | "isAncestor">;

/**
 * Whether a proposal has to be captured. One that was stays as it is while merging it still gives the same change: a base that
 * moved in other files asks nobody again. `change.conflict` and `change.unrelated` where it does not merge any more.
 */
export async function proposalSight(seen: Seen, log: LogContents, proposal: Proposal): Promise<ProposalSight> {
  const { repository, measure } = seen;
  if (await isMerged(seen, proposal)) return { outcome: "merged" };
  const newest = newestRevision(log, measure, proposal);
  if (newest === undefined || !stands(log, newest, proposal)) return { outcome: "wanting" };
  if (newest.base.gitCommit === proposal.base) return { outcome: "captured", change: newest.change };
  const digest = await digestOnto(repository, measure, proposal);
  if (digest === undefined) return { outcome: "nothing" };
  return digest === newest.changeDigest ? { outcome: "captured", change: newest.change } : { outcome: "wanting" };
}

/** Branches that were merged long ago stay by the thousand, and are not looked for again whenever their target moves. */
async function isMerged({ isAncestor }: Seen, { head, base, mergedAt }: Proposal): Promise<boolean> {
  if (mergedAt !== undefined && (await isAncestor(mergedAt, base))) return true;
  return isAncestor(head, base);
}

function newestRevision(
  { changes }: LogContents,
  { id }: RepositoryPolicy,
  { ref, target }: Proposal,
): ChangeRecord | undefined {
  const found = changes.findLast(
    ({ record }) => record.proposal === ref && record.ref === target && record.repository.id === id,
  );
  return found?.record;
}

/** Another head, a pusher who was not known, or a policy under which nobody could decide about it any more, and it does not. */
function stands({ policies, policy }: LogContents, change: ChangeRecord, { head, pushers }: Proposal): boolean {
  const bound = { policy: change.policy, repository: change.repository };
  return (
    change.head.gitCommit === head &&
    pushers.every((pusher) => change.pushers.includes(pusher)) &&
    policy.policy.roles.every(({ id }) => !isOutdated(policies, { ...bound, role: id }))
  );
}

async function digestOnto(repository: Repository, { scope }: RepositoryPolicy, { base, head }: Proposal) {
  const tree = await resultTree(repository, { base, head });
  const { entries } = await scopedEntries(repository, scope, (await repository.commit(base)).tree, tree);
  return changeDigest(nodeCrypto, repository.objectFormat, entries);
}
