import { matches, pathFromBytes } from "@countersign/core";
import type { Oid } from "@countersign/core";
import type { RepositorySettings } from "../settings/settings.ts";
import type { Look } from "./look.ts";

/** Something that wants onto a protected ref. */
export type OfferedProposal = {
  /** Full ref, which is the proposal's id. */
  readonly ref: string;
  /** Full ref of what it wants onto. */
  readonly onto: string;
  readonly head: Oid | undefined;
};

/** Where proposals come from beside the branches that settings name: those of a repository, by the refs that it has now. */
export type MoreProposals = (repository: string, refs: ReadonlyMap<string, Oid>) => Promise<readonly OfferedProposal[]>;

/** Every proposal of a repository: branches by the first pattern that they match, and what else is known; each ref once, by name. */
export async function offeredProposals(
  look: Pick<Look, "place" | "measure" | "proposals" | "moreProposals">,
): Promise<readonly OfferedProposal[]> {
  const { place, measure, proposals, moreProposals } = look;
  const isProtected = new Set(measure.refs.map(({ ref }) => ref));
  const found = new Map<string, OfferedProposal>();
  for (const [ref, head] of place.refs) {
    const pattern = isProtected.has(ref) ? undefined : firstMatch(proposals, ref);
    if (pattern !== undefined) found.set(ref, { ref, onto: pattern.onto ?? measure.refs[0]?.ref ?? "", head });
  }
  const more = (await moreProposals?.(measure.id, place.refs)) ?? [];
  // Other refs are nobody's to look at.
  for (const one of more) if (isMeasured(look, one)) found.set(one.ref, one);
  return [...found.values()].toSorted((a, b) => (a.ref < b.ref ? -1 : 1));
}

/** A pull request onto a ref that no policy protects is none of ours. */
function isMeasured({ measure }: Pick<Look, "measure">, { onto }: OfferedProposal): boolean {
  return measure.refs.some(({ ref }) => ref === onto);
}

function firstMatch(proposals: RepositorySettings["proposals"], ref: string) {
  const name = pathFromBytes(new TextEncoder().encode(ref));
  return proposals.find(({ refs }) => matches(refs, name));
}
