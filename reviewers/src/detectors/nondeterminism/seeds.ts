import type { Call, Fact, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lastName } from "../../ledgers/extract.ts";
import { pairFacts } from "../pair-facts.ts";
import { CLOCKS, UNSEEN } from "./words.ts";

/** Words by which a call or an argument gives a seed. */
export const SEEDED: ReadonlySet<string> = new Set([
  "seed",
  "seeded",
  "seed from",
  "manual seed",
  "seed from u 64",
  "random seed",
  "random state",
]);

/** A call that had a seed; where nothing of its name is left, it is gone as a whole. */
export type LostSeed = {
  readonly base: Call;
  readonly result?: Call;
  readonly before: string;
  readonly after: string;
};

/** Whether a call gives or is given a seed; the time is none. */
export function isSeeded(call: Call): boolean {
  const { callee, args } = call;
  return (
    (GENERATORS.has(lastName(callee)) && hasSeed(call)) ||
    (hasWord(callee, SEEDED) && !args.some(({ value }) => isClock(value))) ||
    args.some(
      ({ name, value }) =>
        ((name !== undefined && hasWord(name, SEEDED) && isGiven(value)) ||
          (value.is === "name" && hasWord(value.text, SEEDED))) &&
        !isClock(value),
    )
  );
}

/**
 * Generators, and calls that give a seed, of the base that are without a seed in the result: `Random(7)` that is `Random()` or
 * `Random(now)`, `seed(7)` that is gone. Those of tests, and those whose draws nobody sees, are left out.
 */
export function lostSeeds(base: readonly Fact[], result: readonly Fact[]): readonly LostSeed[] {
  const pairs = pairFacts(generators(base), generators(result), ({ callee, within }) =>
    JSON.stringify([callee, within]),
  );
  const seeds = generators(result).some((call) => hasSeed(call));
  return pairs.flatMap(({ base: before, result: after }): readonly LostSeed[] => {
    if (before === undefined || !hasSeed(before) || (after !== undefined && hasSeed(after))) return [];
    if (after !== undefined) return [{ base: before, result: after, before: spelt(before), after: spelt(after) }];
    return seeds || !SEEDS.has(lastName(before.callee))
      ? []
      : [{ base: before, before: spelt(before), after: "removed" }];
  });
}

/** Last names of calls that make a generator out of a seed. */
const GENERATORS: ReadonlySet<string> = new Set(
  "Random,NewSource,NewPCG,NewChaCha8,RandomState,default_rng,SplittableRandom,SecureRandom,mt19937,PCG64,Generator,seedrandom,seededRandom,seeded_random,StdRng,SmallRng".split(
    ",",
  ),
);
/** Last names of calls that seed a generator which is there already. */
const SEEDS: ReadonlySet<string> = new Set("seed,Seed,setSeed,set_seed,manual_seed,srand,seed_everything".split(","));

function generators(facts: readonly Fact[]): readonly Call[] {
  return facts.filter((fact): fact is Call => {
    if (fact.fact !== "call" || fact.test || fact.callee.length > 200) return false;
    const name = lastName(fact.callee);
    if (!GENERATORS.has(name) && !SEEDS.has(name)) return false;
    return !hasWord([fact.callee, ...fact.within.slice(-2)].join(" "), UNSEEN);
  });
}

function hasSeed({ args }: Call): boolean {
  return args.some(({ value }) => isGiven(value)) && !args.some(({ value }) => isClock(value));
}

function isGiven(value: Value): boolean {
  return value.is === "list" || !NOTHING.has(value.text);
}

const NOTHING: ReadonlySet<string> = new Set(["None", "null", "nil", "undefined"]);

function isClock(value: Value): boolean {
  return value.is !== "list" && value.is !== "number" && hasWord(value.text.slice(0, 300), CLOCKS);
}

function spelt({ callee, args }: Call): string {
  const given = args.map(({ value }) => (value.is === "list" ? "…" : value.text.slice(0, 40)));
  return `${lastName(callee)}(${given.join(", ").slice(0, 80).toWellFormed()})`;
}
