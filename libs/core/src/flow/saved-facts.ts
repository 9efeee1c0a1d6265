import type { GateLog } from "../gate/gate-log.ts";
import type { LineFacts } from "../gate/facts.ts";
import type { ContestedCover, SavedLine } from "../gate/saved-line.ts";
import type { Repository } from "../objects/repository.ts";
import type { Oid } from "../objects/oid.ts";
import type { Requirement } from "../policy/policy.ts";
import type { Scope } from "../change/scope.ts";
import { digestKey } from "../state/fact.ts";
import type { Cover, Spending } from "../state/fact.ts";
import type { AllowedCommit, Line, LineSettled } from "../state/gate-state.ts";
import { coversOf } from "./covers.ts";
import { scopedEntries } from "./entries.ts";
import type { PageIndex } from "./page-index.ts";

/** A line of the state and the commit on it that a judgement starts from. */
export type LineStart = {
  readonly line: Line;
  readonly number: number;
  readonly start: Pick<AllowedCommit, "commit" | "position">;
};

/** Size of the log when the line was last judged: older baselines and receipts are on it, or below. */
export function judgedSize({ settled }: Line): number {
  return Math.max(0, ...[...settled.values()].map(({ size }) => size));
}

/**
 * Requirements that are settled at a commit of a line: judged by the same hash from there on, or from further below, and
 * by approvals for no other refs than those that still count. A ref that counts since re-opens nothing.
 */
export function settledAt(
  { line, start }: LineStart,
  required: readonly Requirement[],
  hashOf: (requirement: Requirement) => string,
  refs: ReadonlySet<string>,
): SavedLine["settled"] {
  return new Map(
    required.flatMap((requirement) => {
      const known = line.settled.get(requirement.id);
      const same = known !== undefined && known.hash === hashOf(requirement) && known.since <= start.position;
      return same && (known.accepts ?? []).every((ref) => refs.has(ref))
        ? [[requirement.id, { hash: known.hash, size: known.size, ...seenBelow(known, start) }] as const]
        : [];
    }),
  );
}

/** Where its people last looked, unless that is the start or lies above it. */
function seenBelow({ seen }: LineSettled, start: LineStart["start"]): { readonly seen?: Oid } {
  return seen === undefined || seen.position >= start.position ? {} : { seen: seen.commit };
}

/** What the state says about the line, as far as the digests that were asked about go. */
export async function savedLine(
  repository: Repository,
  scope: Scope,
  index: PageIndex,
  at: LineStart,
  settled: SavedLine["settled"],
  asked: {
    readonly digests: ReadonlySet<string>;
    readonly log: GateLog;
    readonly candidate: LineFacts["commits"][number];
  },
): Promise<SavedLine> {
  const { line, start } = at;
  const contested = contestedCovers(index, at);
  const gone = new Set<Cover>();
  for (const { cover } of contested) if (await isGone(repository, scope, cover, asked.candidate)) gone.add(cover);
  const digests = new Set([...asked.digests, ...asked.log.changes.map(({ record }) => digestKey(record.changeDigest))]);
  await index.load(digests);
  return {
    head: line.allowed.at(-1)?.commit ?? start.commit,
    start: start.commit,
    size: judgedSize(line),
    settled,
    allowed: new Set(line.allowed.map(({ commit }) => commit)),
    used: usedApprovals(index, at, digests),
    contested,
    gone,
  };
}

function usedApprovals(
  index: PageIndex,
  { number, start }: LineStart,
  digests: ReadonlySet<string>,
): SavedLine["used"] {
  const used = new Map<string, Set<string>>();
  for (const digest of digests)
    for (const { requirement, position, approvals } of usesAt(index, digest, number))
      if (position <= start.position) used.set(requirement, new Set([...(used.get(requirement) ?? []), ...approvals]));
  return used;
}

function usesAt(index: PageIndex, digest: string, line: number): readonly Spending[] {
  const spent = index.facts(digest).flatMap((fact) => (fact.kind === "spent" && fact.line === line ? [fact] : []));
  return [...coversAt(index, digest, line), ...spent];
}

/** Covers at or below the start whose content somebody spoke about since. */
function contestedCovers(index: PageIndex, { line, number, start }: LineStart): readonly ContestedCover[] {
  return line.contested.flatMap((digest) =>
    coversAt(index, digest, number)
      .filter(({ position }) => position <= start.position)
      .map((cover) => ({ digest, cover, ...lostBy(line, digest) })),
  );
}

function lostBy({ undermined }: Line, digest: string): Pick<ContestedCover, "lost"> {
  const leaves = undermined.filter((one) => one.digest === digest).map(({ leaf }) => leaf);
  return leaves.length === 0 ? {} : { lost: Math.max(...leaves) };
}

function coversAt(index: PageIndex, digest: string, line: number): readonly Cover[] {
  return coversOf(index, digest).filter((cover) => cover.line === line);
}

/** Whether the candidate has, on every path that the segment changed, what was there before it. */
async function isGone(
  repository: Repository,
  scope: Scope,
  { from, to }: Cover,
  candidate: Cover["to"],
): Promise<boolean> {
  const [before, after, now] = await Promise.all([from, to, candidate].map((id) => repository.commit(id)));
  if (before === undefined || after === undefined || now === undefined) return false;
  const [segment, since] = await Promise.all(
    [after, now].map((end) => scopedEntries(repository, scope, before.tree, end.tree)),
  );
  const differing = new Set(since?.entries.map(({ path }) => path));
  return segment?.entries.every(({ path }) => !differing.has(path)) ?? false;
}
