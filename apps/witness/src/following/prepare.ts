import { LogError } from "@countersign/tlog";
import { unready, unreadyBy } from "../answer.ts";
import type { Unready } from "../answer.ts";
import type { KeptCheckpoint } from "../kept-checkpoint.ts";
import type { ShownCheckpoint } from "../mirror/published.ts";
import { mayCosign } from "../withholding/decision.ts";
import type { CosignDecision } from "../withholding/decision.ts";
import { lapse } from "../withholding/lapse.ts";
import type { Following } from "./following.ts";
import { lapsedThing, notedDecision } from "./noticed.ts";

/**
 * Fetches everything of a checkpoint that the log signed, and says why it is not cosigned all the same; undefined where it may be.
 * Everything is durable when this ends.
 */
export async function prepare(following: Following, shown: ShownCheckpoint): Promise<Unready | undefined> {
  try {
    await hold(following, shown);
  } catch (error) {
    return unreadyBy(error);
  }
  await forgetLapsed(following);
  return refuse(following, shown.checkpoint.size, decide(following, shown.checkpoint.size));
}

/** Has the mirror hold a tree; both notes of a fork are kept, and it is thrown on. */
export async function hold(following: Following, { note, checkpoint }: ShownCheckpoint): Promise<void> {
  const { mirror, parts, log } = following;
  const before = mirror.size();
  try {
    await mirror.hold(checkpoint);
  } catch (error) {
    if (error instanceof LogError && error.code === "log.fork" && following.held !== undefined)
      await parts.fork(log.origin, following.held, note);
    throw error;
  } finally {
    // What was fetched of a tree stays, so its note is the one that another history contradicts.
    if (mirror.size() > before) following.held = note;
  }
  if (checkpoint.size === mirror.size()) following.held = note;
}

/** When the cosignature of a tree is durable, nothing that the tree includes has to be waited for. */
export async function settle(following: Following, cosigned: KeptCheckpoint): Promise<void> {
  const { handedIn, mirror, parts, log } = following;
  following.cosigned = cosigned;
  for (const { record } of handedIn.all()) {
    const leaf = mirror.reader().placeOf(record);
    if (leaf === undefined || leaf >= cosigned.checkpoint.size) continue;
    await handedIn.forget(record);
    parts.events.included(log.origin, record, leaf);
  }
}

/** Whether the mirror holds everything of a tree of this size, and the tree everything that was handed in; what stands is noted. */
export function decide({ mirror, handedIn, parts, noticed }: Following, size: number): CosignDecision {
  const reader = mirror.reader();
  const decision = mayCosign({
    size,
    now: parts.clock.now(),
    inclusionWithin: reader.policy()?.log.inclusionWithin,
    awaited: handedIn.all(),
    placeOf: reader.placeOf,
    problems: mirror.problems(),
  });
  noticed.stands("cosigning", notedDecision(decision));
  return decision;
}

function refuse({ parts, log }: Following, size: number, decision: CosignDecision): Unready | undefined {
  if (decision.may) return undefined;
  switch (decision.code) {
    case "witness.mirror-incomplete": {
      parts.events.incomplete(log.origin, size, decision.leaves);
      return unready(decision.code, `the log does not show the evidence of leaf ${listed(decision.leaves)}`);
    }
    case "witness.withheld": {
      parts.events.withheld(log.origin, size, decision.records);
      return unready(decision.code, `these records are not in the log in time: ${listed(decision.records)}`);
    }
    default: {
      const never: never = decision;
      return never;
    }
  }
}

/** Records that one answer names. */
const MOST_NAMED = 20;

function listed(names: readonly (string | number)[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What cannot be logged any more, without the operator's doing, is not waited for. */
async function forgetLapsed({ root, mirror, handedIn, noticed, parts, log }: Following): Promise<void> {
  const reader = mirror.reader();
  for (const waiting of handedIn.all()) {
    if (reader.placeOf(waiting.record) !== undefined) continue;
    const envelope = await handedIn.envelopeOf(waiting.record);
    const lapsed =
      envelope === undefined ? undefined : lapse({ root, reader, now: parts.clock.now() }, waiting, envelope);
    if (lapsed === undefined) continue;
    await handedIn.forget(waiting.record);
    parts.events.lapsed(log.origin, waiting.record, lapsed.code);
    noticed.happened("lapsed", lapsedThing(waiting.record, lapsed));
  }
}
