import { NO_QUORUM, quorumWitnesses, threshold } from "./quorum.ts";
import type { Quorum } from "./quorum.ts";

/**
 * Whether a quorum can be met although none of these witnesses cosigns. Exact for any number of witnesses, since each
 * stands in the quorum once: throws what `quorumWitnesses` throws.
 */
export function canBeMetWithout(quorum: Quorum, absent: ReadonlySet<string>): boolean {
  quorumWitnesses(quorum);
  return metWithout(quorum, absent);
}

/**
 * Whether two sets of witnesses without a common member can each meet a quorum: then two histories of one log can both
 * be cosigned without any witness contradicting itself. Exact for any number of witnesses, since each stands in the
 * quorum once: throws what `quorumWitnesses` throws.
 */
export function canBeMetTwice(quorum: Quorum): boolean {
  quorumWitnesses(quorum);
  return metTwice(quorum);
}

function metWithout(quorum: Quorum, absent: ReadonlySet<string>): boolean {
  if (quorum === NO_QUORUM) return true;
  if (typeof quorum === "string") return !absent.has(quorum);
  const { count, members } = threshold(quorum);
  return members.filter((member) => metWithout(member, absent)).length >= count;
}

function metTwice(quorum: Quorum): boolean {
  if (quorum === NO_QUORUM) return true;
  if (typeof quorum === "string") return false;
  const { count, members } = threshold(quorum);
  // No witness stands in two members, so members are met independently: one that can be met twice serves both sets, any
  // other one of them, and the sets need `count` members each.
  const serving = members.reduce((sum, member) => sum + (metTwice(member) ? 2 : 1), 0);
  return serving >= 2 * count;
}
