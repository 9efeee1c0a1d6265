import { describe, expect, it } from "vitest";
import { saidBy } from "../analysed.testing.ts";
import { definition, examined, setting } from "../../examined.testing.ts";
import { ledgerChanges } from "../../ledgers/all.ts";
import { pathNamed } from "../../small-change.testing.ts";
import { detected, told } from "../detect.testing.ts";
import { weight } from "../weight/weight.ts";
import { logic } from "./logic.ts";
import { unexplained } from "./unexplained.ts";

describe("a file that no folder or name claims", () => {
  const go = (more: string) =>
    `package engine\n\nfunc Ranking(items []Item, p, t float64) []Item {\n\tfor i := range items {\n\t\titems[i].Score = p*items[i].Pop + t*items[i].Time${more}\n\t}\n\treturn items\n}\n`;

  it("is of a pipeline where a function in it computes a rank", async () => {
    expect(await saidBy("logic", { "engine/online.go": [undefined, go("")] })).toEqual([
      "R2 logic.changed: Code of pipeline changed: 6 lines new, 0 gone",
    ]);
    expect(await saidBy("weight", { "engine/online.go": [go(""), go("*2")] })).toHaveLength(1);
    expect(await saidBy("logic", { "engine/online.go": [undefined, "package engine\n\nvar x = 1\n"] })).toEqual([
      "R2 logic.unclaimed: Code of a file that no map of a recommender claims changed: 1 line new, 0 gone",
    ]);
  });
});

describe("code of a behaviour kind", () => {
  const lines = { removed: ["a"], added: ["b", "c"] };

  it("that changed is never nothing", () => {
    expect(told(logic, examined("a.rs", ["score"], [], [], lines))).toEqual([
      "R2 logic.changed: Code of score changed: 2 lines new, 1 gone",
    ]);
  });

  it("of a test is no finding", () => {
    expect(told(logic, examined("a.rs", ["score", "test"], [], [], lines))).toEqual([]);
  });

  it("of no known kind is told together, whatever the author's folders are called", () => {
    const kinds = [[], ["docs"], ["infrastructure"], ["eval"], ["generated"]] as const;
    const files = kinds.map((some, at) => examined(`${at}.rs`, some, [], [], lines));
    expect(told(logic, ...files)).toEqual([
      "R2 logic.unclaimed: Code of 5 files that no map of a recommender claims changed: 10 lines new, 5 gone",
    ]);
  });

  it("that another class explains line by line is left to it", () => {
    const side = (value: string) => [setting("REPLY_WEIGHT", value)];
    const explained = examined("a.rs", ["score"], side("1"), side("3"), { removed: ["a"], added: ["b"] });
    const more = examined("a.rs", ["score"], side("1"), side("3"), {
      removed: ["a"],
      added: ["b", "c"].flatMap((one) => [one, one]),
    });
    const classes = (file: typeof more) =>
      unexplained([...detected(logic, file), ...detected(weight, file)]).map((one) => one.class);
    expect(classes(explained)).toEqual(["weight"]);
    expect(classes({ ...more, added: more.added.map((line) => ({ ...line, number: line.number * 10 })) })).toEqual([
      "logic",
      "weight",
    ]);
  });
});

it("what moved to another file with its body is told once, as R1", () => {
  const [from, to] = [pathNamed("a.rs"), pathNamed("b.rs")];
  const moved = ["f", "g"].map((name) => ({
    from: { path: from, definition: definition(name, "x") },
    to: { path: to, definition: definition(name, "x") },
  }));
  expect(logic.detect({ files: [], ledgers: ledgerChanges([]), moved })).toMatchObject([
    { code: "code.moved", risk: "R1", title: "Moved from a.rs to b.rs: f, g" },
  ]);
});
