import type { JsonObject } from "@countersign/attest";
import { formatPath } from "@countersign/core";
import type { ChangeRecord, Entry, LoggedReview, RequirementStanding } from "@countersign/core";

/** What commands say of a captured change in JSON: everything that a decision about it binds, and its entries. */
export function changeJson(record: ChangeRecord): JsonObject {
  const { change, changeDigest, repository, ref, base, head, result, packet, policy } = record;
  return {
    change,
    changeDigest,
    repository: { ...repository },
    ref,
    base: { commit: base.gitCommit, tree: base.gitTree },
    head: { commit: head.gitCommit },
    result: { tree: result.gitTree },
    packet: { ...packet },
    policy: { ...policy },
    ...(record.proposal === undefined ? {} : { proposal: record.proposal }),
    previous: record.previous,
    claim: { ...record.claim },
    commits: record.commits,
    excluded: record.excluded,
    contributors: record.contributors.map((contributor) => ({ ...contributor })),
    pushers: record.pushers,
    entries: record.entries.map(entryJson),
  };
}

/** One entry, its path as records spell it. */
function entryJson({ path, oldMode, newMode, oldOid, newOid, oldSha256, newSha256 }: Entry): JsonObject {
  return { path: formatPath(path), oldMode, newMode, oldOid, newOid, oldSha256, newSha256 };
}

/** How a requirement stands. */
export function requirementJson({
  id,
  state,
  role,
  count,
  needs,
  people,
  objections,
}: RequirementStanding): JsonObject {
  return { id, state, role, count, needs, people, objections };
}

/** A logged decision, without what it binds. */
export function reviewJson({ leaf, id, record }: LoggedReview): JsonObject {
  const { change, decision, reason, reviewer, role, conditions, message, claimedTime } = record;
  return {
    leaf: { index: leaf },
    statement: { sha256: id },
    change,
    decision,
    ...(reason === undefined ? {} : { reason }),
    person: reviewer.person,
    organisation: reviewer.organisation,
    role,
    ...(conditions === undefined ? {} : { conditions: { ...conditions } }),
    message,
    claimedTime,
  };
}
