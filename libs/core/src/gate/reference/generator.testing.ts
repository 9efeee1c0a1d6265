import fc from "fast-check";
import { PEOPLE } from "./cast.testing.ts";
import { LANDINGS, REVIEWS } from "./plan.testing.ts";
import type { Edit, Emergency, Landing, Plan, Question, Reviews, Setting, Step } from "./plan.testing.ts";
import { playPlan } from "./play.testing.ts";
import type { World } from "./world.testing.ts";

/**
 * Random worlds: short histories of proposals that are captured, reviewed and landed in all ways, with everything that
 * goes wrong now and then. Shrinks to few steps, each as plain as can be.
 */
export function worlds(): fc.Arbitrary<World> {
  return plans().map(playPlan);
}

/** The recipes of such worlds. */
function plans(): fc.Arbitrary<Plan> {
  const steps = fc
    .tuple(change, fc.array(step, { maxLength: 4, size: "max" }))
    .map(([first, others]) => [first, ...others]);
  return fc.record({ setting, steps, question });
}

/** The first of the values is what a case shrinks to, and as likely as `weight` of the others. */
function mostly<T>(weight: number, first: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...Array.from({ length: weight }, () => first), ...others);
}

function rarely(weight: number): fc.Arbitrary<boolean> {
  return mostly(weight, false, true);
}

const person = fc.constantFrom(...PEOPLE.map(({ id }) => id).filter((id) => id !== "omar"));
const author = mostly(12, "olga", "omar", "dana", "nora", "mallory");
const back = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat({ max: 3 }), weight: 2 });

const edit: fc.Arbitrary<Edit> = fc.record({
  op: mostly<Edit["op"]>(14, "set", "insert", "remove", "add", "delete", "docs", "docs", "steer", "submodule", "link"),
  file: fc.nat({ max: 3 }),
  line: fc.constantFrom(2, 8, 5, 1, 4, 9),
  value: fc.integer({ min: 1, max: 3 }),
});

const landing: fc.Arbitrary<Landing> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constantFrom(...LANDINGS.slice(0, 4)), weight: 5 },
  { arbitrary: fc.constantFrom(...LANDINGS.slice(4)), weight: 1 },
);

const reviews: fc.Arbitrary<Reviews> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant("approved"), weight: 10 },
  { arbitrary: fc.constantFrom("silent", "one-role-missing", "held"), weight: 6 },
  { arbitrary: fc.constantFrom(...REVIEWS), weight: 6 },
);

const change: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("change"),
  commits: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 1 }), weight: 2 },
    { arbitrary: fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 }), weight: 1 },
  ),
  author,
  fork: mostly(2, 0, 1, 2),
  stacked: rarely(9),
  update: rarely(7),
  base: mostly(8, "fork", "tip", "tip", "inside"),
  reviews,
  landing,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: change, weight: 18 },
  { arbitrary: fc.record({ kind: fc.constant("land"), proposal: back, landing }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant("direct"), edit, author }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("revert"), back, reviews }), weight: 3 },
  { arbitrary: again(), weight: 6 },
  { arbitrary: baseline(), weight: 2 },
  {
    arbitrary: fc.record({
      kind: fc.constant("deployment"),
      back,
      state: mostly<"succeeded" | "failed">(3, "succeeded", "failed"),
    }),
    weight: 1,
  },
  { arbitrary: review(), weight: 2 },
  { arbitrary: breakGlass(), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("closing"), person }), weight: 2 },
  {
    arbitrary: fc.record({ kind: fc.constant("retire"), person: fc.constantFrom("dora", "nora", "omar") }),
    weight: 1,
  },
  { arbitrary: fc.record({ kind: fc.constant("revoke-key"), person, back: fc.nat({ max: 5 }) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant("void"), back }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant("odd"),
      what: mostly<Extract<Step, { kind: "odd" }>["what"]>(3, "older-line", "octopus", "new-root", "new-line"),
    }),
    weight: 1,
  },
);

function emergency(): fc.Arbitrary<Emergency> {
  return fc.record({
    signed: mostly<Emergency["signed"]>(8, "both", "operator", "reviewer", "everybody", "twice"),
    lasts: mostly<Emergency["lasts"]>(8, "hours", "over", "days"),
    reason: mostly<Emergency["reason"]>(12, "given", "blank"),
    environment: mostly<Emergency["environment"]>(8, "production", "staging"),
  });
}

function breakGlass(): fc.Arbitrary<Step> {
  return fc.tuple(back, emergency()).map(([at, one]) => ({ kind: "break-glass", back: at, ...one }));
}

function again(): fc.Arbitrary<Step> {
  const unseen = fc.oneof(fc.constant<Reviews>("not-captured"), reviews);
  return fc.record({ kind: fc.constant("again"), proposal: back, reverted: mostly(1, true, false), reviews: unseen });
}

function baseline(): fc.Arbitrary<Step> {
  return fc.record({
    kind: fc.constant("baseline"),
    back,
    requirements: mostly<Extract<Step, { kind: "baseline" }>["requirements"]>(2, "all", "first", "last"),
    absent: mostly(4, "nobody", "oracle", "nordsec"),
  });
}

function review(): fc.Arbitrary<Step> {
  const decision = fc.constantFrom("approve", "reject", "hold", "revoke");
  return fc.record({
    kind: fc.constant("review"),
    capture: back,
    person: fc.constantFrom("dana", "dora", "nils", "nora"),
    decision,
  });
}

function requirement(paths: Setting["requirements"][number]["paths"]): fc.Arbitrary<Setting["requirements"][number]> {
  return fc.record({
    paths: mostly(3, ["**"], paths),
    count: mostly(7, 1, 2),
    coverage: fc.constantFrom(
      ["same-change"],
      ["same-change", "clean-merge"],
      ["clean-merge"],
      ["exact-tree"],
      ["exact-tree", "clean-merge"],
      ["exact-tree"],
    ),
  });
}

const setting: fc.Arbitrary<Setting> = fc.record({
  requirements: fc
    .tuple(requirement(["ranker/**"]), requirement(["serving/**", "*/*.json"]), mostly(1, false, true))
    .map(([first, second, byClass]) => [first, byClass ? { ...second, byClass } : second]),
  both: fc.boolean(),
  excludeDocs: mostly(4, true, false),
  byFolder: rarely(5),
  links: mostly<Setting["links"]>(8, "none", "one", "chain"),
  release: mostly(8, "no", "accepting", "strict"),
  submodule: mostly(8, "none", "free", "fixed"),
  absent: mostly(40, "nobody", "oracle", "nordsec"),
});

const question: fc.Arbitrary<Question> = fc.record({
  candidate: mostly<number | "head">(12, 0, 1, 2, "head"),
  environment: mostly(24, "production", "staging", "sandbox"),
  emergency: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(undefined), weight: 9 },
    { arbitrary: emergency(), weight: 1 },
  ),
  unknown: mostly(120, "nothing", "environment", "repository", "ref", "time", "time"),
});
