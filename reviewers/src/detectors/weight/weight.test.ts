import { describe, expect, it } from "vitest";
import { definition, examined, list, setting } from "../../examined.testing.ts";
import { saidBy } from "../analysed.testing.ts";
import { detected, told } from "../detect.testing.ts";
import { weight } from "./weight.ts";

describe("a weight", () => {
  const change = (name: string, before: string, after: string, kinds: Parameters<typeof examined>[1] = ["score"]) =>
    told(weight, examined("scorer.rs", kinds, [setting(name, before)], [setting(name, after)]));

  it.each([
    ["27", "13.5", "R4 param.changed: reply weight 27 → 13.5 (halved)"],
    ["12", "9", "R3 param.changed: reply weight 12 → 9 (× 0.75)"],
    ["1.0", "-1.0", "R4 param.changed: reply weight 1.0 → -1.0 (sign flips)"],
    ["0.5", "0", "R4 param.changed: reply weight 0.5 → 0 (becomes 0)"],
    ["0.1", "0.2", "R4 param.changed: reply weight 0.1 → 0.2 (doubled)"],
  ])("%s → %s", (before, after, title) => {
    expect(change("ReplyWeight", before, after)).toEqual([title]);
  });

  it("that comes or goes is R3", () => {
    const file = examined("a.yaml", ["params"], [setting("boosts.video", "2", { as: "config" })], []);
    expect(told(weight, file)).toEqual(["R3 param.removed: boosts video 2 removed"]);
  });

  it.each(["imageScale", "retryBackoffFactor", "weight_decay", "traceWeightless", "uiScale"])("is not %s", (name) => {
    expect(change(name, "2", "4", ["params"]).filter((one) => one.startsWith("R3") || one.startsWith("R4"))).toEqual(
      [],
    );
  });

  it("of a machine is no weight", () => {
    expect(change("scaleFactor", "2", "4", ["infrastructure"])).toEqual([]);
  });

  it("that is drawn out into a constant is what it was", () => {
    const file = examined(
      "a.rs",
      ["score"],
      [setting("boost", "2.0", { within: ["apply"] })],
      [setting("boost", "DEFAULT_BOOST", { within: ["apply"], as: "argument" }), setting("DEFAULT_BOOST", "2.0")],
    );
    expect(told(weight, file).every((one) => one.startsWith("R1 param.moved"))).toBe(true);
  });

  it("that only moved or was renamed is R1", () => {
    const moved = [
      examined("a.rs", ["score"], [setting("REPLY_WEIGHT", "12")], []),
      examined("b.rs", ["score"], [], [setting("REPLY_WEIGHT", "12")]),
    ];
    expect(told(weight, ...moved)).toEqual(["R1 param.moved: reply weight 12 moved"]);
    const renamed = examined("a.rs", ["score"], [setting("REPLY_WEIGHT", "12")], [setting("WEIGHT_OF_REPLY", "12")]);
    expect(told(weight, renamed)).toEqual(["R1 param.renamed: reply weight is now weight of reply: 12 unchanged"]);
  });

  it("in a test is R1 and says so", () => {
    const file = examined(
      "a.rs",
      ["score"],
      [setting("w_weight", "1", { test: true })],
      [setting("w_weight", "9", { test: true })],
    );
    expect(detected(weight, file)).toMatchObject([{ risk: "R1", evidence: { test: "yes" } }]);
  });

  it("stands with the table of a page that repeats it, once", () => {
    const files = [
      examined(
        "weights.yaml",
        ["params"],
        [setting("reply_weight", "12", { as: "config" })],
        [setting("reply_weight", "9", { as: "config" })],
      ),
      examined(
        "README.md",
        ["docs"],
        [setting("reply weight", "12", { as: "doc" })],
        [setting("reply weight", "9", { as: "doc" })],
      ),
    ];
    expect(told(weight, ...files)).toEqual(["R3 param.changed: reply weight 12 → 9 (× 0.75)"]);
  });

  it("is told with others when ten go", () => {
    const names = Array.from({ length: 12 }, (_, index) => setting(`boost${"abcdefghijkl"[index]}Boost`, `${index}.5`));
    const [finding, ...more] = detected(weight, examined("a.scala", ["score"], names, []));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: "param.removed", risk: "R3", evidence: { count: "12" } });
  });
});

describe("a formula", () => {
  const score = (before: string, after: string) =>
    told(weight, examined("scorer.rs", ["score"], [definition("score", before)], [definition("score", after)]));

  it("with another operator or clamp is a weight that changed", () => {
    expect(score("base + reply * weight", "base - reply * weight")).toEqual([
      "R3 weight.formula: score computes its score otherwise: without +, with -",
    ]);
    expect(score("max ( a , b ) * w", "a * w + b * v")).toHaveLength(1);
  });

  it("of a function in a database is one, and a component of a page has none", async () => {
    const sql = (sign: string) =>
      `CREATE FUNCTION r.dispute_rank (ups numeric, downs numeric) RETURNS float LANGUAGE sql RETURN (ups + downs) ${sign} least(ups, downs);\n`;
    expect(await saidBy("weight", { "db/utils.sql": [sql("*"), sql("^")] })).toEqual([
      "R3 weight.formula: r.dispute_rank computes its score otherwise: without *, with ^",
    ]);
    const page = (more: string) => `export function ScoreDialog({ a, b }) {\n  return <p>{a${more}}</p>;\n}\n`;
    expect(await saidBy("weight", { "src/ScoreDialog.tsx": [page(""), page(" - b")] })).toEqual([]);
  });

  it("with other names alone is no finding", () => {
    expect(score("base + reply * weight", "start + answers * w")).toEqual([]);
  });

  it("that moved to a function of its own is no finding", () => {
    const file = examined(
      "scorer.rs",
      ["score"],
      [definition("score", "a * b + c")],
      [definition("score", "weighed ( a ) + c"), definition("weigh", "a * b")],
    );
    expect(told(weight, file)).toEqual([]);
  });
});

describe("no weight", () => {
  it.each([
    ["the shape of one", `layer.add_weight(name="bias", shape=(1, 2))\n`],
    ["the size of a factorisation", "def fit(factors=30):\n    return factors\n"],
  ])("is %s", async (_, text) => {
    expect(await saidBy("weight", { "ranker/scorer.py": [undefined, text] })).toEqual([]);
  });
});

describe("a scorer", () => {
  it("that leaves the pipeline is R4", () => {
    const file = examined(
      "p.rs",
      ["pipeline"],
      [list("scorers", ["ModelScorer", "DiversityScorer", "AgeScorer"])],
      [list("scorers", ["ModelScorer", "AgeScorer"])],
    );
    expect(told(weight, file)).toEqual(["R4 pipeline.removed: DiversityScorer leaves the pipeline of p"]);
  });
});
