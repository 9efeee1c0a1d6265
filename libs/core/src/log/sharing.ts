import type { ChangeRecord } from "../change/record.ts";
import type { Review } from "../decision/review.ts";
import type { BoundChange } from "./review-rules.ts";

/** Gives records back equal and smaller: what many of them say alike is held once. */
export type Sharing = {
  readonly change: (record: ChangeRecord) => ChangeRecord;
  /** A review that `checkReview` has found to say of its change what the change says of itself. */
  readonly review: (record: Review, change: BoundChange) => Review;
  readonly text: <T extends string>(text: T) => T;
};

/** Texts of which one copy is held; twice as many at most. */
const TEXTS = 4_096;
/** Values of one field that the next ones are compared with. */
const VALUES = 8;

/**
 * Begins to share. A long log is mostly the same few repositories, people and words, and each commit is the head of one
 * change and the base of the next. All that is remembered is bounded; what is forgotten is held twice, and no less right.
 */
export function sharing(): Sharing {
  const text = sharedTexts();
  const recent = new Map<string, unknown[]>();
  const again = <T>(field: string, value: T): T => {
    const known = recent.get(field) ?? [];
    const same = known.find((one): one is T => isSame(one, value));
    if (same !== undefined) return same;
    recent.set(field, [value, ...known.slice(0, VALUES - 1)]);
    return value;
  };
  return {
    text,
    change: (record) => sharedChange(record, text, again),
    review: (record, change) => ({
      change: text(record.change),
      repository: change.repository,
      ref: change.ref,
      base: change.base,
      head: change.head,
      result: change.result,
      changeDigest: change.changeDigest,
      policy: change.policy,
      packet: change.packet,
      decision: text(record.decision),
      role: text(record.role),
      reviewer: again("reviewer", record.reviewer),
      id: record.id,
      message: text(record.message),
      claimedTime: text(record.claimedTime),
      ...optional(record),
    }),
  };
}

/** Written out, so that an engine gives the record room for its members and no more. */
function sharedChange(
  record: ChangeRecord,
  text: Sharing["text"],
  again: <T>(field: string, value: T) => T,
): ChangeRecord {
  const { base, head, result, packet } = record;
  return {
    change: text(record.change),
    repository: again("repository", record.repository),
    ref: text(record.ref),
    base: { gitCommit: text(base.gitCommit), gitTree: text(base.gitTree) },
    head: { gitCommit: text(head.gitCommit) },
    result: { gitTree: text(result.gitTree) },
    changeDigest: record.changeDigest,
    objectFormat: record.objectFormat,
    entries: record.entries.map((entry) => ({ ...entry, path: text(entry.path), oldOid: text(entry.oldOid) })),
    excluded: record.excluded,
    commits: record.commits,
    contributors: again("contributors", record.contributors),
    pushers: again("pushers", record.pushers),
    previous: again("previous", record.previous),
    claim: again("claim", record.claim),
    packet: again("packet", packet),
    policy: again("policy", record.policy),
    ...(record.proposal === undefined ? {} : { proposal: record.proposal }),
  };
}

function optional({ reason, classes, conditions, supersedes }: Review): Partial<Review> {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(classes === undefined ? {} : { classes }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(supersedes === undefined ? {} : { supersedes }),
  };
}

/** Two generations: what is met again within the younger one stays. */
function sharedTexts(): Sharing["text"] {
  let [young, old] = [new Map<string, string>(), new Map<string, string>()];
  return <T extends string>(text: T): T => {
    const known = young.get(text) ?? old.get(text) ?? text;
    if (young.size >= TEXTS) [young, old] = [new Map(), young];
    young.set(known, known);
    return isSameText(known, text) ? known : text;
  };
}

function isSameText<T extends string>(known: string, text: T): known is T {
  return known === text;
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [mine, its] = [Object.entries(a), Object.entries(b)];
  // Canonical JSON has its members in one order; in another one they are merely not shared.
  const sameMember = ([name, value]: readonly [string, unknown], at: number) =>
    name === its[at]?.[0] && isSame(value, its[at][1]);
  return Array.isArray(a) === Array.isArray(b) && mine.length === its.length && mine.every(sameMember);
}
