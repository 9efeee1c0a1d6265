import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import type { Expectation } from "../../apps/lumen/history/expectation.ts";
import type { Case } from "./case.ts";
import { changedLines } from "./changed-lines.ts";
import { generateCases } from "./generator/generate.ts";
import { judge } from "./judged.ts";
import type { Found } from "./judged.ts";
import { laidDown } from "./laid-down.ts";
import { alarmRates, recallByClass, recallOfAll } from "./recall.ts";
import { reportText } from "./report.ts";

const trees = generateCases(3, 1);

/** Findings that say exactly what is owed. */
function perfect({ expected }: Pick<Case, "expected">): readonly Found[] {
  return expected.map((owed) => ({ ...owed, title: "as it is" }));
}

describe("the generator", () => {
  it("makes the same cases of a seed, and others of another", () => {
    expect(generateCases(3, 1)).toEqual(trees);
    expect(generateCases(4, 1)).not.toEqual(trees);
  });

  it("changes the file of each expectation, and something in every harmless case", () => {
    for (const { name, base, result, expected } of trees) {
      const changed = [...result].filter(([path, bytes]) => Buffer.compare(bytes, base.get(path) ?? Buffer.of()) !== 0);
      expect(changed.length, name).toBeGreaterThan(0);
      for (const { paths } of expected)
        expect(
          paths.every((path) => changed.some(([one]) => one === path)),
          name,
        ).toBe(true);
    }
  });

  it("has every kind in five languages", () => {
    const languages = trees.map(({ name }) => /in (\w+) /.exec(name)?.[1]);
    expect(new Set(languages)).toEqual(new Set(["scala", "rust", "python", "go", "java"]));
    expect(new Set(trees.map(({ name }) => name)).size).toBe(trees.length);
  });
});

describe("the judgement", () => {
  it("gives who says what is owed full recall and no false alarm, and who says nothing neither", () => {
    using folder = tempFolder();
    const cases = laidDown(folder.path, trees.slice(0, 30));
    const lines = cases.map(changedLines);
    expect(lines.every((count) => count > 0)).toBe(true);
    const knowing = cases.map((one, index) => judge(one, lines[index] ?? 0, perfect(one)));
    const all = recallOfAll(knowing);
    expect(all).toEqual({ class: "all", owed: all.owed, found: all.owed, exact: all.owed });
    expect(alarmRates(knowing).map(({ alarms }) => alarms)).toEqual([0, 0, 0]);
    const silent = cases.map((one) => judge(one, 10, []));
    expect(recallByClass(silent).every(({ found }) => found === 0)).toBe(true);
    expect(reportText(silent)).toContain("there is nothing");
  });

  const weight: Expectation = {
    class: "weight",
    code: "param.changed",
    risk: "R3",
    paths: ["a"],
    roles: ["oracle"],
    from: "trees",
  };
  const one: Case = {
    name: "one",
    group: "generated",
    repository: "",
    base: "",
    head: "",
    expected: [weight],
    allowed: [{ class: "feature", paths: ["a"] }],
  };
  const found: Found = {
    class: "weight",
    code: "param.changed",
    risk: "R4",
    roles: ["oracle"],
    title: "",
    paths: ["a"],
  };

  it.each<{ what: string; change: Partial<Found>; hit: boolean; exact: boolean; alarms: number }>([
    { what: "more risk", change: {}, hit: true, exact: true, alarms: 0 },
    { what: "less risk", change: { risk: "R2" }, hit: false, exact: false, alarms: 0 },
    { what: "another path", change: { paths: ["b"] }, hit: false, exact: false, alarms: 1 },
    { what: "another class", change: { class: "label" }, hit: false, exact: false, alarms: 1 },
    { what: "an allowed class", change: { class: "feature" }, hit: false, exact: false, alarms: 0 },
    { what: "another code", change: { code: "param.added" }, hit: true, exact: false, alarms: 0 },
    { what: "another role", change: { roles: ["data-guard"] }, hit: true, exact: false, alarms: 0 },
  ])("a finding with $what", ({ change, hit, exact, alarms }) => {
    const { owed, falseAlarms } = judge(one, 1, [{ ...found, ...change }]);
    expect(owed[0]).toMatchObject({ found: hit, exact });
    expect(falseAlarms).toHaveLength(alarms);
  });

  it("asks for the code where several are owed of a class at a path", () => {
    const expected = ["list.added", "list.expiry"].map((code) => ({ ...weight, class: "entity", code }));
    const { owed } = judge({ ...one, expected }, 1, [{ ...found, class: "entity", code: "list.added" }]);
    expect(owed.map((each) => each.found)).toEqual([true, false]);
  });

  it("takes what the author's words show in any class, by its code", () => {
    const claim = { ...weight, code: "claim.unexplained", from: "claim" as const };
    const owed = (code: string) =>
      judge({ ...one, expected: [claim] }, 1, [{ ...found, class: "logic", code }]).owed[0];
    expect(owed("claim.unexplained")?.found).toBe(true);
    expect(owed("logic.changed")?.found).toBe(false);
  });
});
