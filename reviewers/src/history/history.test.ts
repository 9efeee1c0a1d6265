import { describe, expect, it } from "vitest";
import { analyse } from "../analysis/analyse.ts";
import { classify } from "../analysis/classify.ts";
import { pastChange } from "../analysis/past-change.ts";
import { readers } from "../detectors/analysed.testing.ts";
import { scopeWithout, smallChange } from "../small-change.testing.ts";
import type { Sides } from "../small-change.testing.ts";
import type { Past } from "./past.ts";

const LIMITS = "config/limits.yaml";
const FILTERS = "src/filters/registry.ts";

/** Earlier changes, as they were captured one after the other. */
async function past(...changes: readonly Sides[]): Promise<readonly Past[]> {
  const found: Past[] = [];
  for (const [at, sides] of changes.entries()) {
    const { change, source } = smallChange(sides);
    found.push(await pastChange(source, readers, `change-${at + 1}`, change.entries));
  }
  return found;
}

/** What history alone says of a change. */
async function said(history: readonly Past[], sides: Sides): Promise<readonly string[]> {
  const { change, source } = smallChange(sides);
  const { findings } = await analyse(source, readers, change, scopeWithout(), { history: async () => history });
  return findings
    .filter(({ detector }) => detector === "history")
    .map(({ risk, class: name, code, title }) => `${risk} ${name} ${code}: ${title}`);
}

const limits = (...values: readonly number[]) =>
  `limits:\n${values.map((value, at) => `  max_${["follows", "replies", "posts"][at]}: ${value}\n`).join("")}`;
const steps = (...rows: readonly (readonly number[])[]): readonly Sides[] =>
  rows.slice(1).map((row, at) => ({ [LIMITS]: [limits(...(rows[at] ?? [])), limits(...row)] }));

describe("a ramp", () => {
  it("is the third step in one direction, told with the first, the last and all between", async () => {
    const history = await past(...steps([5000], [7000], [9000]));
    expect(await said(history, { [LIMITS]: [limits(9000), limits(12_000)] })).toEqual([
      "R3 threshold param.ramp: max follows 5000 → 12000 in 3 steps (× 2.4)",
    ]);
  });

  it("is none with a step back, nor of a proposal that was not merged", async () => {
    const back = await past(...steps([5000], [9000], [7000]));
    expect(await said(back, { [LIMITS]: [limits(7000), limits(8000)] })).toEqual([]);
    const open = await past(...steps([5000], [7000]), ...steps([5000], [6000]));
    expect(await said(open, { [LIMITS]: [limits(7000), limits(9000)] })).toEqual([]);
  });

  it("is told once of couples, and follows a key that moved", async () => {
    const history = await past(...steps([50, 50], [70, 70]), {
      [LIMITS]: [limits(70, 70), undefined],
      "config/bounds.yaml": [undefined, limits(90, 90)],
    });
    expect(await said(history, { "config/bounds.yaml": [limits(90, 90), limits(120, 120)] })).toEqual([
      "R3 threshold param.ramp: max follows, max replies 50 → 120 in 3 steps (× 2.4)",
    ]);
  });
});

describe("a couple", () => {
  it("is what moves in one change for the third time, whatever the values", async () => {
    const history = await past(...steps([30, 400], [40, 300], [50, 500]));
    expect(await said(history, { [LIMITS]: [limits(50, 500), limits(40, 700)] })).toEqual([
      "R2 threshold exposure.closed: max follows is back at 40 after 1 change",
      "R2 threshold param.coupled: max follows, max replies move in one change for the third time",
    ]);
  });

  it("of which one moves alone is told, also where both had one value", async () => {
    const often = await past(...steps([30, 400], [40, 300], [50, 500], [60, 700]));
    expect(await said(often, { [LIMITS]: [limits(60, 700), limits(80, 700)] })).toContain(
      "R2 threshold param.alone: max follows moves without limits.max_replies",
    );
    const twins = await past(...steps([5000, 5000], [7000, 7000]));
    expect(await said(twins, { [LIMITS]: [limits(7000, 7000), limits(9000, 7000)] })).toEqual([
      "R2 threshold param.alone: max follows moves without limits.max_replies",
    ]);
    expect(await said(twins, { [LIMITS]: [limits(7000, 7000), limits(9000, 9000)] })).toEqual([]);
  });
});

describe("an exposure", () => {
  it("is closed by the value from before, with what opened it and for how many changes", async () => {
    const history = await past(...steps([100, 1], [300, 1], [300, 7]));
    const { change, source } = smallChange({ [LIMITS]: [limits(300, 7), limits(100, 7)] });
    const { findings } = await analyse(source, readers, change, scopeWithout(), { history: async () => history });
    expect(findings.filter(({ code }) => code === "exposure.closed")).toMatchObject([
      { title: "max follows is back at 100 after 2 changes", evidence: { opened: "change-1", changes: "2" } },
    ]);
  });

  it("is closed by a stage that goes again", async () => {
    const registry = (...names: readonly string[]) => `export const FILTERS = [${names.join(", ")}];\n`;
    const [without, within] = [registry("AgeFilter", "WordFilter"), registry("AgeFilter", "VoteFilter", "WordFilter")];
    const history = await past({ [FILTERS]: [without, within] });
    expect(await said(history, { [FILTERS]: [within, without] })).toEqual([
      expect.stringMatching(/^R2 visibility exposure\.closed: vote filter goes after 1 change$/),
    ]);
  });
});

describe("history", () => {
  it("says nothing of the first change, and adds no class to what the gate knows", async () => {
    const sides: Sides = { [LIMITS]: [limits(9000), limits(12_000)] };
    expect(await said([], sides)).toEqual([]);
    const { change, source } = smallChange(sides);
    const history = await past(...steps([5000], [7000], [9000]));
    const { findings } = await analyse(source, readers, change, scopeWithout(), { history: async () => history });
    const classes = await classify(source, readers, change.entries);
    const told = findings.filter(({ detector }) => detector === "history");
    for (const { class: name, at } of told) for (const { path } of at) expect(classes.get(path), path).toContain(name);
    expect(told).toHaveLength(1);
  });

  it("reads a past that somebody made up as far as it makes sense", async () => {
    const odd = ["x", 1, null, [], { path: 1, key: {} }, { how: "added", key: "k" }, { before: { value: "1" } }];
    const history = [{ id: "odd", ledgers: { parameter: odd, pipeline: odd, entity: [] } }] as never;
    expect(await said(history, { [LIMITS]: [limits(9000), limits(12_000)] })).toEqual([]);
  });
});
