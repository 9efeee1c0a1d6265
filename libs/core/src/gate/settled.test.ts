import { describe, expect, it } from "vitest";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine } from "./drafted-line.testing.ts";
import { START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit, madeUp, treeOf } from "./made-up.testing.ts";
import type { SavedLine } from "./saved-line.ts";
import { baselinePoints, newestDeployment, renewedPoint, settledPoint } from "./settled.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const REQUIREMENT = { id: "algorithm", role: "oracle", count: 1, coverage: ["same-change"] } as const;
const FORK = { id: "github:654321", uri: "git+https://github.com/acme/fork" };

/** START, c1, c2, c3. */
function line(overrides = {}): DraftedLine & { readonly commits: readonly ReturnType<typeof madeUp>[] } {
  const drafted = draftedLine(overrides);
  const steps = [1, 2, 3].map((step) => drafted.step([edit("a", String(step), String(step + 1))]));
  return { ...drafted, commits: [START, ...steps] };
}

function saved(start: ReturnType<typeof madeUp>, other: Partial<SavedLine> = {}): SavedLine {
  return {
    head: start,
    start,
    size: 5,
    settled: new Map([["algorithm", { hash: "a".repeat(64), size: 5 }]]),
    allowed: new Set([start]),
    used: new Map(),
    contested: [],
    gone: new Set(),
    ...other,
  };
}

const [C1, C2, C3] = [madeUp("c1"), madeUp("c2"), madeUp("c3")];

describe("where a requirement is settled", () => {
  const at = (drafted: DraftedLine, state?: SavedLine) =>
    settledPoint(drafted.facts(state === undefined ? {} : { saved: state }), REQUIREMENT);

  it("is the newest baseline for it, in the order of the log", () => {
    const drafted = line();
    expect(at(drafted)).toEqual({ at: 0 });
    drafted.baseline(C2);
    expect(at(drafted)).toEqual({ at: 2 });
    drafted.baseline(C1);
    expect(at(drafted)).toEqual({ at: 1 });
  });

  it("B26: is no baseline of another ref, repository or requirement, or that its role or the operator did not sign", () => {
    for (const options of [
      { ref: "refs/heads/dev" },
      { repository: FORK },
      { requirements: ["data-flow"] },
      { signers: ["olga", "nils"] },
      { signers: ["dana", "nils"] },
    ]) {
      const drafted = line();
      drafted.baseline(C2, options);
      expect(at(drafted), JSON.stringify(options)).toEqual({ at: 0 });
    }
    const enough = line();
    enough.baseline(C2, { signers: ["olga", "dora"] });
    expect(at(enough)).toEqual({ at: 2 });
  });

  it("B26: needs as many of its role as the requirement counts", () => {
    const two = { ...REQUIREMENT, count: 2 };
    const settledBy = (...signers: readonly string[]) => {
      const drafted = line({ requirements: [{ ...ALGORITHM, count: 2 }] });
      drafted.baseline(C2, { signers });
      return settledPoint(drafted.facts(), two);
    };
    expect(settledBy("olga", "dana")).toEqual({ at: 0 });
    expect(settledBy("olga", "dana", "dora")).toEqual({ at: 2 });
    expect(settledPoint(line().facts(), { ...REQUIREMENT, role: "nobody" })).toEqual({
      code: "gate.no-settled-ancestor",
    });
  });

  it("is nowhere without a baseline on the line, and not forward where only an older one is", () => {
    const drafted = line();
    drafted.baseline(madeUp("elsewhere"));
    expect(at(drafted)).toEqual({ code: "gate.not-forward" });
    const none = line();
    const baselines = [none.baseline(madeUp("elsewhere"))];
    expect(settledPoint(none.facts({ log: { baselines } }), REQUIREMENT)).toEqual({ code: "gate.no-settled-ancestor" });
    expect(settledPoint(none.facts({ log: { baselines: [] } }), REQUIREMENT)).toEqual({
      code: "gate.no-settled-ancestor",
    });
    expect(none.answer({ log: { baselines } })).toMatchObject({
      decision: "deny",
      code: "gate.no-settled-ancestor",
      requirements: [{ id: "algorithm", role: "oracle", count: 1, state: "UNSATISFIED" }],
      edges: [],
      range: { edges: 0 },
    });
  });

  it("is where this gate allowed a commit, unless a newer baseline lies above", () => {
    const drafted = line();
    expect(at(drafted, saved(C1))).toEqual({ at: 1 });
    expect(at(drafted, saved(C1, { settled: new Map() }))).toEqual({ at: 0 });
    while (drafted.contents().size < 5) drafted.receipt(START);
    drafted.baseline(C2);
    expect(at(drafted, saved(C1))).toEqual({ at: 2 });
    expect(at(drafted, saved(C3))).toEqual({ at: 3 });
    drafted.baseline(madeUp("elsewhere"));
    expect(at(drafted, saved(C1))).toEqual({ code: "gate.not-forward" });
  });

  it("takes no notice of baselines that were there when this gate settled it", () => {
    const drafted = line();
    const { leaf } = drafted.baseline(C2);
    const settled = (size: number) => new Map([["algorithm", { hash: "a".repeat(64), size }]]);
    expect(at(drafted, saved(C1, { settled: settled(leaf + 1) }))).toEqual({ at: 1 });
    expect(at(drafted, saved(C1, { settled: settled(leaf) }))).toEqual({ at: 2 });
  });

  it("is not forward where the candidate does not descend from what this gate allowed", () => {
    const drafted = line();
    expect(at(drafted, saved(C1, { head: madeUp("elsewhere") }))).toEqual({ code: "gate.not-forward" });
  });

  it("is not forward where it does not descend from the newest deployment", () => {
    const drafted = line();
    drafted.receipt(madeUp("elsewhere"), { state: "failed" });
    drafted.receipt(madeUp("elsewhere"), { environment: "staging" });
    drafted.receipt(madeUp("elsewhere"), { ref: "refs/heads/dev" });
    drafted.receipt(madeUp("elsewhere"), { repository: FORK });
    expect(at(drafted)).toEqual({ at: 0 });
    const leaf = drafted.receipt(madeUp("elsewhere"));
    expect(at(drafted)).toEqual({ code: "gate.not-forward" });
    expect(at(drafted, saved(C1, { size: leaf }))).toEqual({ code: "gate.not-forward" });
    expect(at(drafted, saved(C1, { size: leaf + 1 }))).toEqual({ at: 1 });
    expect(at(drafted, saved(C1, { size: leaf, allowed: new Set([madeUp("elsewhere")]) }))).toEqual({ at: 1 });
    drafted.receipt(C1);
    expect(at(drafted)).toEqual({ at: 0 });
  });
});

describe("what was settled anew since this gate judged", () => {
  it("is at the newest baseline, where it lies at the commit that the judgement starts from, or above", () => {
    const drafted = line();
    while (drafted.contents().size < 5) drafted.receipt(START);
    const renewed = (start: ReturnType<typeof madeUp>, other: Partial<SavedLine> = {}) =>
      renewedPoint(drafted.facts({ saved: saved(start, other) }), REQUIREMENT);
    expect(renewed(C1)).toBeUndefined();
    const { leaf } = drafted.baseline(C2);
    expect(renewed(C1)).toEqual({ at: 2, leaf });
    expect(renewed(C2)).toEqual({ at: 2, leaf });
    expect(renewed(C3)).toBeUndefined();
    expect(renewed(C1, { settled: new Map() })).toBeUndefined();
    expect(renewedPoint(drafted.facts(), REQUIREMENT)).toBeUndefined();
    drafted.baseline(madeUp("elsewhere"));
    expect(renewed(C1)).toBeUndefined();
    expect(renewedPoint(drafted.facts({ log: { baselines: [] }, saved: saved(C1) }), REQUIREMENT)).toBeUndefined();
  });
});

describe("where the walk down a line may stop", () => {
  it("is at every baseline of the repository and ref, whoever signed it", () => {
    const drafted = line();
    drafted.baseline(C1, { signers: [] });
    drafted.baseline(C2, { ref: "refs/heads/dev" });
    drafted.baseline(C3, { repository: FORK });
    const { log, request } = drafted.facts();
    expect(baselinePoints(log, request)).toEqual([
      { commit: START, tree: treeOf(START), leaf: 1 },
      { commit: C1, tree: treeOf(C1), leaf: 2 },
    ]);
  });

  it("knows the newest deployment", () => {
    const drafted = line();
    const { log, request } = drafted.facts();
    expect(newestDeployment(log, request)).toBeUndefined();
    drafted.receipt(C1);
    const leaf = drafted.receipt(C2);
    drafted.receipt(C3, { state: "started" });
    expect(newestDeployment(drafted.facts().log, request)?.leaf).toBe(leaf);
  });
});

describe("what the answer says of the settled commit", () => {
  it("is the oldest of its requirements, and each its own", () => {
    const requirements = [ALGORITHM, { ...ALGORITHM, id: "again" }].map((one) => ({ ...one }));
    const environments = [{ id: "production-eu", requires: ["algorithm", "again"], freshness: "PT24H" }];
    const drafted = line({ requirements, environments });
    drafted.baseline(C2, { requirements: ["again"] });
    const answer = drafted.answer();
    expect(answer.range).toEqual({ settled: START, edges: 3 });
    expect(answer.requirements.map(({ settled }) => settled)).toEqual([START, C2]);
    drafted.step(SCORED);
    expect(drafted.answer().range.edges).toBe(4);
  });
});
