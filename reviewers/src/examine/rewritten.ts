import type { Definition, Fact, Span } from "../facts/fact.ts";
import { factKey } from "../facts/same-fact.ts";
import type { ExaminedAlone, SaidLine } from "./examine-file.ts";

/** Lines of each side that are no mere layout, although the same words stand on the other side. */
export type Rewritten = { readonly base: ReadonlySet<number>; readonly result: ReadonlySet<number> };

/**
 * Lines of definitions that both sides have with another body, and of which each changed line stands somewhere on the other side: their
 * order is another one, or what they did is done elsewhere now. `isLayout` says so of a line. `base` and `result` are the facts that are
 * left of both sides.
 */
export function rewritten(
  { removed, added }: Pick<ExaminedAlone, "removed" | "added">,
  base: readonly Fact[],
  result: readonly Fact[],
  isLayout: { readonly base: (line: SaidLine) => boolean; readonly result: (line: SaidLine) => boolean },
): Rewritten {
  const found = { base: new Set<number>(), result: new Set<number>() };
  const after = new Map(bodies(result).map((one) => [keyOf(one), one]));
  for (const before of bodies(base)) {
    const now = after.get(keyOf(before));
    if (now === undefined || now.body === before.body) continue;
    const [gone, come] = [code(removed, before), code(added, now)];
    if (!gone.every(isLayout.base) || !come.every(isLayout.result)) continue;
    for (const { number } of gone) found.base.add(number);
    for (const { number } of come) found.result.add(number);
  }
  for (const span of lists(base)) for (const { number } of code(removed, span)) found.base.add(number);
  for (const span of lists(result)) for (const { number } of code(added, span)) found.result.add(number);
  for (const line of runs(base)) found.base.add(line);
  for (const line of runs(result)) found.result.add(line);
  const [under, elsewhere] = [settings(base), settings(result)];
  for (const [key, line] of under) if (elsewhere.has(key)) found.base.add(line);
  for (const [key, line] of elsewhere) if (under.has(key)) found.result.add(line);
  return found;
}

/** Lines on which something is called, compared or decided that the other side, and what moved, does not have there. */
function runs(facts: readonly Fact[]): readonly number[] {
  return facts.flatMap(({ fact, from }) =>
    fact === "call" || fact === "branch" || fact === "comparison" ? [from] : [],
  );
}

/** Settings of a document by what they say without the names around them: under another name they set something else. */
function settings(facts: readonly Fact[]): ReadonlyMap<string, number> {
  return new Map(
    facts.flatMap((fact) =>
      (fact.fact === "setting" || fact.fact === "list") && fact.by === "typed"
        ? [[factKey(fact, false), fact.from] as const]
        : [],
    ),
  );
}

/** Lists of a document that have other elements now: what left one for another is no layout. At most so many, because some stand in others. */
function lists(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(({ fact, by }) => fact === "list" && by === "typed").slice(0, MOST_LISTS);
}

const MOST_LISTS = 1_000;

function bodies(facts: readonly Fact[]): readonly Definition[] {
  return facts.filter((fact): fact is Definition => fact.fact === "definition" && fact.holds !== true);
}

function keyOf({ within, name, sort }: Definition): string {
  return JSON.stringify([within, name, sort]);
}

/** Changed lines of code within a span; lines are in their order. */
function code(lines: readonly SaidLine[], { from, to }: Span): readonly SaidLine[] {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  const inside: SaidLine[] = [];
  for (let at = low; (lines[at]?.number ?? Infinity) <= to; at += 1) {
    const line = lines[at];
    if (line?.sort === "code") inside.push(line);
  }
  return inside;
}
