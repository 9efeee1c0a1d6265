import { describe, expect, it } from "vitest";
import { call, definition, examined, list } from "../../examined.testing.ts";
import { saidBy } from "../analysed.testing.ts";
import { told } from "../detect.testing.ts";
import { metric } from "./metric.ts";

describe("a monitor", () => {
  it("of what is served, by group of people, that is gone is R3", () => {
    const file = examined(
      "src/side-effects/exposure.ts",
      ["egress"],
      [call("exposure.counter", ['"served_by_leaning"'])],
      [],
    );
    expect(told(metric, file)).toEqual(["R3 metric.monitor: Monitor by leaning removed: served_by_leaning"]);
  });

  it("of machines that is gone is no finding, nor is one that moved", () => {
    expect(told(metric, examined("a.ts", ["score"], [call("stats.counter", ['"cache_hits"'])], []))).toEqual([]);
    const counter = call("stats.counter", ['"served_posts"']);
    expect(told(metric, examined("a.ts", ["score"], [counter], [{ ...counter, from: 90, to: 90 }]))).toEqual([]);
  });

  it("with another name is told", () => {
    const side = (name: string) => [call("stats.counter", [name])];
    expect(told(metric, examined("a.ts", ["score"], side('"served_posts"'), side('"served_items"')))).toEqual([
      "R2 metric.name: Metric served_posts is now served_items",
    ]);
  });
});

describe("a table of predicates", () => {
  const side = (items: readonly string[]) => [list("CandidatePredicates", items)];

  it("that no longer measures groups of people is R3", () => {
    const file = examined(
      "Predicates.scala",
      ["egress"],
      side(['( "is_reply" , _ . reply )', '( "author_is_democrat" , _ . democrat )']),
      side(['( "is_reply" , _ . reply )']),
    );
    expect(told(metric, file)).toEqual([
      "R3 metric.monitor: CandidatePredicates no longer measures author_is_democrat",
    ]);
  });

  it("says which side agrees with the name", () => {
    const predicate = (number: string) => [`( "has_gte_10k_favs" , _ . favs >= ${number} )`];
    expect(told(metric, examined("P.scala", [], side(predicate("1000")), side(predicate("10000"))))).toEqual([
      "R2 metric.definition: has_gte_10k_favs 1000 → 10000",
      "R2 param.name-value: has_gte_10k_favs 1000 → 10000: the result is what the name says",
    ]);
  });
});

describe("a measure", () => {
  it("is not what keeps keys and values", async () => {
    const go = (size: string) => `package base\n\nfunc (m *MapIndex) Add(name string) {\n\tm.bytes += ${size}\n}\n`;
    expect(await saidBy("metric", { "base/index.go": [go("len(name)"), go("1")] })).toEqual([]);
  });

  it("is told once, whoever read it", async () => {
    const java = (value: string) =>
      `class Precision {\n  @Override\n  public double measureUser(User user) {\n    return ${value};\n  }\n}\n`;
    expect(
      await saidBy("metric", { "feed/eval/Precision.java": [java("hits / shown"), java("hits / asked")] }),
    ).toEqual(["R2 metric.definition: measureUser computes its measure otherwise"]);
  });

  it("that is computed otherwise is R2", () => {
    const side = (body: string) => [definition("ndcg_at_k", body)];
    expect(told(metric, examined("evaluation/a.py", ["eval"], side("a / b"), side("a / c")))).toEqual([
      "R2 metric.definition: ndcg_at_k computes its measure otherwise",
    ]);
  });
});
