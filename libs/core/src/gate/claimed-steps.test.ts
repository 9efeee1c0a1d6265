import { describe, expect, it } from "vitest";
import { claimedSteps, openRanges } from "./claimed-steps.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine, Otherwise } from "./drafted-line.testing.ts";
import { START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { rangeKey } from "./facts.ts";
import type { ClassFacts } from "./facts.ts";
import { edit, madeUp } from "./made-up.testing.ts";
import type { SavedLine } from "./saved-line.ts";

const EGRESS = { id: "egress", role: "data-guard", count: 1, coverage: ["same-change"], classes: ["egress"] } as const;
const PLAIN = { id: "algorithm", role: "oracle", count: 1, coverage: ["same-change"] } as const;
const [C1, C2] = [madeUp("c1"), madeUp("c2")];
const entry = (step: number) => edit("a", String(step), String(step + 1));

/** A line of steps that each change `a`; `together` are the ranges, as `from..end`, that have the class egress. */
function classed(steps: readonly (readonly string[] | undefined)[], ranges: Readonly<Record<string, boolean>> = {}) {
  const line = draftedLine({
    requirements: [{ ...ALGORITHM }, { ...EGRESS }].map((one) => ({ ...one })),
    environments: [{ id: "production-eu", requires: ["algorithm", "egress"], freshness: "PT24H" }],
    detectors: { version: "1.0.0", sha256: "d".repeat(64) },
  });
  steps.forEach((_classes, step) => line.step([entry(step + 1)]));
  const { path } = entry(1);
  const classes: ClassFacts = {
    edges: steps.map((found) => new Map(found === undefined ? [] : [[path, found]])),
    ranges: new Map(
      Object.entries(ranges).map(([name, has]) => {
        const [from = "", end = ""] = name.split("..");
        const commit = from === "0" ? START : madeUp(`c${from}`);
        const found = new Map([
          [edit("Z", "1", "2").path, []],
          [path, has ? ["egress"] : []],
        ]);
        return [
          rangeKey({ from: commit, end: Number(end) }),
          { entries: [edit("Z", "1", "2"), entry(1)], classes: found },
        ];
      }),
    ),
  };
  return { line, classes };
}

function claimed(
  { line, classes }: { readonly line: DraftedLine; readonly classes: ClassFacts },
  other: Otherwise = {},
  settled = 0,
) {
  const { steps, together, seen, open } = claimedSteps(line.facts({ classes, ...other }), EGRESS, settled);
  return { steps: [...steps], together: [...together], seen, open };
}

describe("the steps that a requirement claims", () => {
  it("are those that change something it claims, from the settled point on", () => {
    const line = draftedLine();
    line.step([entry(1)]);
    line.step([]);
    line.step([entry(2)]);
    const steps = (settled: number) => [...claimedSteps(line.facts(), PLAIN, settled).steps];
    expect([steps(0), steps(1), steps(3)]).toEqual([[0, 2], [2], []]);
  });

  it("by class are those that have it, and those that nobody analysed", () => {
    const { steps, together, seen } = claimed(classed([["egress"], ["label"], undefined], { "1..2": false }));
    expect({ steps, together, seen }).toEqual({ steps: [0, 2], together: [], seen: madeUp("c3") });
  });

  it("D24: are those with which what landed since its people last looked gets the class", () => {
    const { steps, together, seen, open } = claimed(classed([[], [], []], { "0..2": true, "2..3": false }));
    expect({ steps, together, seen, open }).toEqual({ steps: [1], together: [[1, START]], seen: C2, open: [] });
  });

  it("D24: takes nothing together with a step that itself has the class, and begins anew after it", () => {
    const { steps, together } = claimed(classed([["egress"], [], []], { "1..3": true }));
    expect({ steps, together }).toEqual({ steps: [0, 2], together: [[2, C1]] });
  });

  it("D24: is open, and claimed, while nobody has said what class a range has", () => {
    const first = { from: START, end: 2 };
    const { steps, together, seen, open } = claimed(classed([[], []]));
    expect({ steps, together, seen, open }).toEqual({
      steps: [1],
      together: [[1, START]],
      seen: START,
      open: [first],
    });
    const { line, classes } = classed([[], []]);
    expect(openRanges(line.facts({ classes }))).toEqual([first]);
    expect(openRanges(line.facts())).toEqual([]);
    expect(openRanges(line.facts({ classes, log: { baselines: [] } }))).toEqual([]);
  });

  it("D24: is asked for sixty-four ranges ahead", () => {
    const many = Array.from({ length: 80 }, () => []);
    expect(claimed(classed(many)).open).toHaveLength(64);
  });

  it("D24: asks for a range once, whichever requirements depend on it", () => {
    const { line, classes } = classed([[], []]);
    const { policy } = line.facts().log;
    const again = { ...EGRESS, id: "again" };
    const environments = policy.policy.environments.map((one) => ({ ...one, requires: ["egress", "again"] }));
    const two = { ...policy, policy: { ...policy.policy, requirements: [EGRESS, again], environments } };
    line.baseline(START, { requirements: ["egress", "again"] });
    expect(openRanges(line.facts({ classes, log: { policy: two, policies: [two] } }))).toEqual([
      { from: START, end: 2 },
    ]);
  });

  it("waits for the requirement's people where a step is claimed only together with others", () => {
    const { line, classes } = classed([[], []], { "0..2": true });
    for (const step of [1, 2]) line.approved([entry(step)]);
    const answer = line.answer({ classes });
    expect(answer).toMatchObject({ decision: "pending", code: "decision.missing" });
    expect(answer.reasons[0]?.message).toContain(`since ${START.slice(0, 12)}, it may be egress`);
    const [, second = ""] = line.contents().changes.map(({ record }) => record.change);
    line.review(second, "nils");
    expect(line.answer({ classes }).code).toBe("gate.allowed");
  });
});

describe("D24: where this gate knows how far a requirement's people have looked", () => {
  const settled = (seen: ReturnType<typeof madeUp> | undefined, size = 99): SavedLine => ({
    head: C1,
    start: C1,
    size,
    settled: new Map([["egress", { hash: "a".repeat(64), size, ...(seen === undefined ? {} : { seen }) }]]),
    allowed: new Set(),
    used: new Map(),
    contested: [],
    gone: new Set(),
  });

  it("the first range begins there, below the settled commit, and the first step is classed with it", () => {
    const { steps, together } = claimed(classed([[], []], { "0..2": true }), { saved: settled(START) }, 1);
    expect({ steps, together }).toEqual({ steps: [1], together: [[1, START]] });
  });

  it("and not where it knows nothing, or the judgement starts elsewhere", () => {
    expect(claimed(classed([[], []]), { saved: settled(undefined) }, 1)).toMatchObject({ steps: [], open: [] });
    expect(claimed(classed([[], [], []], { "2..3": true }), { saved: settled(START) }, 2)).toMatchObject({ steps: [] });
  });

  it("a newer baseline above is a look, one at or below it or of before is none", () => {
    const look = (commit: ReturnType<typeof madeUp>, at = 1) => {
      const all = classed([[], [], []], { "0..2": true, "1..2": true, "1..3": true, "2..3": true });
      const { leaf } = all.line.baseline(commit);
      return (size: number) => claimed(all, { saved: settled(START, leaf + size) }, at).together;
    };
    expect(look(C1)(0)).toEqual([[2, C1]]);
    expect(look(C1)(1)).toEqual([[1, START]]);
    expect(look(START)(0)).toEqual([[1, START]]);
    expect(look(madeUp("elsewhere"))(0)).toEqual([[1, START]]);
  });
});
