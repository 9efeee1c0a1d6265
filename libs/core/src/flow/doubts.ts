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
  return {
    harmful: ended(harmful, (one) => endOfHarm(lookedAt(one, allowed))),
    undermined: ended(undermined, (one) => endOfLoss(one, lookedAt(one, allowed))),
    unsettled: ended(unsettled, ({ requirement }) => allowed.settled.get(requirement)?.since),
  };
}

/** Digests that the next judgement has to look at again, so that a doubt ends where its content is gone. */
export function watched({ harmful }: Pick<Doubts, "harmful">): readonly string[] {
  return [...new Set(harmful.filter(({ until }) => until === undefined).map(({ digest }) => digest))];
}

function ended<T extends Stretch>(doubts: readonly T[], endOf: (doubt: T) => number | undefined): readonly T[] {
  return doubts.flatMap((one) => {
    const until = one.until ?? endOf(one);
    if (until === undefined) return [one];
    return until <= one.from ? [] : [{ ...one, until }];
  });
}

/** What a judgement that allowed the line found of a content in doubt. */
type Look =
  | { readonly found: "nothing" }
  | { readonly found: "gone"; readonly at: number }
  /** `renewed`: for each requirement that it was covered for, where a newer baseline settled it, if one did. */
  | { readonly found: "there"; readonly renewed: readonly (number | undefined)[] };

function lookedAt({ digest, from }: Stretch & { readonly digest: string }, allowed: Allowed): Look {
  const { started, judgement, hashOf, end, covered, position } = allowed;
  if (started === undefined) return { found: "nothing" };
  if (from > started.start.position)
    return covered.has(digest) ? { found: "there", renewed: [undefined] } : { found: "gone", at: end };
  const covers = started.saved.contested.filter((one) => one.digest === digest).map(({ cover }) => cover);
  if (covers.length === 0) return { found: "nothing" };
  if (covers.some((cover) => started.saved.gone.has(cover))) return { found: "gone", at: end };
  const renewals = new Map(
    (judgement.states ?? []).flatMap(({ requirement, renewed }) =>
      renewed === undefined ? [] : [[hashOf(requirement), position(renewed)] as const],
    ),
  );
  const hashes = new Set(covers.map(({ requirement }) => requirement));
  return { found: "there", renewed: [...hashes].map((hash) => renewals.get(hash)) };
}

/** Where newer baselines settled all of it. Approvals may be another organisation's than the one that called it harmful. */
function endOfHarm(look: Look): number | undefined {
  if (look.found !== "there") return look.found === "gone" ? look.at : undefined;
  const settled = look.renewed.filter((at) => at !== undefined);
  return settled.length < look.renewed.length ? undefined : Math.max(...settled);
}

/** The line was allowed, so what no newer baseline settled is carried by approvals again, from its beginning on. */
function endOfLoss({ from }: Stretch, look: Look): number | undefined {
  if (look.found !== "there") return look.found === "gone" ? look.at : undefined;
  return Math.max(from, ...look.renewed.filter((at) => at !== undefined));
}
