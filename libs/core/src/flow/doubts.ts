import type { Judgement } from "../gate/judge.ts";
import type { SavedLine } from "../gate/saved-line.ts";
import type { Requirement } from "../policy/policy.ts";
import type { Line, Stretch } from "../state/gate-state.ts";
import type { LineStart } from "./saved-facts.ts";

/** What an allowance says about the doubts of its line. */
type Allowed = {
  readonly judgement: Judgement;
  /** Where the judgement started, where the line was known. */
  readonly started?: LineStart & { readonly saved: SavedLine };
  readonly hashOf: (requirement: Requirement) => string;
  readonly settled: Line["settled"];
  /** Position of the commit that was allowed. */
  readonly end: number;
  /** Digests of what was found covered. */
  readonly covered: ReadonlySet<string>;
  /** The position on the line of an index into the judged commits. */
  readonly position: (at: number) => number;
};

type Doubts = Pick<Line, "harmful" | "undermined" | "unsettled">;

/** What is still in doubt about the contents of a line, and about what it rests on, now that it was allowed. */
export function doubtsAfter({ harmful, undermined, unsettled }: Doubts, allowed: Allowed): Doubts {
  const endOf = ({ requirement }: Doubts["unsettled"][number]) => allowed.settled.get(requirement)?.since;
  return {
    harmful: ended(harmful, (one) => endOfContent(one, allowed)),
    undermined: ended(undermined, (one) => endOfContent(one, allowed)),
    unsettled: ended(unsettled, endOf),
  };
}

function ended<T extends Stretch>(doubts: readonly T[], endOf: (doubt: T) => number | undefined): readonly T[] {
  return doubts.flatMap((one) => {
    const until = one.until ?? endOf(one);
    if (until === undefined) return [one];
    return until <= one.from ? [] : [{ ...one, until }];
  });
}

/**
 * Where a doubt about a content ends: where the content is gone, where a newer baseline settled it, at its own beginning
 * where approvals carry it again. Undefined where it was not looked at.
 */
function endOfContent(doubt: Stretch & { readonly digest: string }, allowed: Allowed): number | undefined {
  const { started, judgement, hashOf, end, covered, position } = allowed;
  if (started === undefined) return undefined;
  if (doubt.from > started.start.position) return covered.has(doubt.digest) ? doubt.from : end;
  const covers = started.saved.contested.filter((one) => one.digest === doubt.digest).map(({ cover }) => cover);
  if (covers.length === 0) return undefined;
  if (covers.some((cover) => started.saved.gone.has(cover))) return end;
  const renewed = (judgement.states ?? []).flatMap(({ requirement, renewed: at }) =>
    at !== undefined && covers.some((cover) => cover.requirement === hashOf(requirement)) ? [position(at)] : [],
  );
  return Math.max(doubt.from, ...renewed);
}
