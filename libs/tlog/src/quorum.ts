import { LogError } from "./error.ts";

/**
 * Which witnesses must have cosigned: `"none"` (at the top only), the name of a witness, all or any of some quorums, or
 * at least so many of them. Each witness stands in it once, so that it contributes in one way only (tlog-policy).
 */
export type Quorum = string | QuorumGroup;

/** A quorum made of others. */
export type QuorumGroup =
  | { readonly all: readonly Quorum[] }
  | { readonly any: readonly Quorum[] }
  | { readonly atLeast: number; readonly of: readonly Quorum[] };

/** A group as a threshold: so many of these members. */
export type Threshold = { readonly count: number; readonly members: readonly Quorum[] };

/** The quorum that asks for no witness. */
export const NO_QUORUM = "none";

/**
 * The time that a quorum vouches for, in POSIX seconds, given when each witness cosigned; `undefined` where the quorum
 * is not met, or is `"none"`. All: the earliest. Any: the latest. At least k: the k-th latest of the members that are
 * met. So no set of witnesses too small to meet the quorum can make a checkpoint look fresh.
 */
export function vouchedTime(quorum: Quorum, times: ReadonlyMap<string, number>): number | undefined {
  if (quorum === NO_QUORUM) return undefined;
  if (typeof quorum === "string") return times.get(quorum);
  const { count, members } = threshold(quorum);
  const met = members.map((member) => vouchedTime(member, times)).filter((time) => time !== undefined);
  return met.toSorted((a, b) => b - a)[count - 1];
}

/** Whether these witnesses meet a quorum. */
export function isQuorumMet(quorum: Quorum, witnesses: ReadonlySet<string>): boolean {
  if (quorum === NO_QUORUM) return true;
  return vouchedTime(quorum, new Map([...witnesses].map((name) => [name, 0]))) !== undefined;
}

/**
 * Checks that a quorum makes sense over the known witnesses. Throws `log.quorum-unknown` (a name that is no witness),
 * and for its form `log.quorum-form` (not one of the four), `log.quorum-empty` (a group without members),
 * `log.quorum-threshold` (a count below 1 or above the members), `log.quorum-none` (none inside a group),
 * `log.quorum-twice` (one witness twice).
 */
export function checkQuorum(quorum: Quorum, witnesses: Iterable<string>): void {
  const known = new Set(witnesses);
  const unknown = quorumWitnesses(quorum).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new LogError("log.quorum-unknown", `the quorum names ${JSON.stringify(unknown)}, which is no witness`);
  }
}

/**
 * The names of the witnesses in a quorum; none for `"none"`. Checks its form on the way: throws `log.quorum-form`,
 * `log.quorum-empty`, `log.quorum-threshold`, `log.quorum-none`, `log.quorum-twice`.
 */
export function quorumWitnesses(quorum: Quorum): string[] {
  if (quorum === NO_QUORUM) return [];
  const names = memberNames(quorum);
  if (names.includes(NO_QUORUM)) throw new LogError("log.quorum-none", "none stands inside a group");
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new LogError("log.quorum-twice", `the quorum names the witness ${twice} twice`);
  return names;
}

/** A group as a threshold. Throws `log.quorum-form` for anything but one of the three groups. */
export function threshold(group: QuorumGroup): Threshold {
  const { count, members } = readGroup(group);
  if (!Array.isArray(members)) throw wrongForm();
  return { count, members };
}

function readGroup(group: QuorumGroup): Threshold {
  const form = Object.keys(group).toSorted().join();
  if ("all" in group && form === "all") return { count: group.all.length, members: group.all };
  if ("any" in group && form === "any") return { count: 1, members: group.any };
  if ("of" in group && form === "atLeast,of") return { count: group.atLeast, members: group.of };
  throw wrongForm();
}

function wrongForm(): LogError {
  return new LogError("log.quorum-form", "a quorum is a witness, {all}, {any}, or {atLeast, of}");
}

function memberNames(quorum: Quorum): string[] {
  if (typeof quorum === "string") return [quorum];
  const { count, members } = threshold(quorum);
  if (members.length === 0) throw new LogError("log.quorum-empty", "a group of the quorum has no members");
  if (!Number.isInteger(count) || count < 1 || count > members.length) {
    throw new LogError("log.quorum-threshold", `a group of the quorum asks for ${count} of ${members.length}`);
  }
  return members.flatMap(memberNames);
}
