import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readYaml } from "../config/read-yaml.ts";
import { readToml } from "../config/read-toml.ts";
import { firstRule } from "../rules/evaluate.ts";
import { parseRules } from "../rules/parse.ts";
import { evaluateTrees, parseTreeModel } from "./lightgbm.ts";
import { formatSafetensors, parseSafetensors } from "./safetensors.ts";

const TREES = `tree
num_class=2
feature_names=age follows

Tree=0
split_feature=0 1
threshold=10 0.5
left_child=1 -2
right_child=-1 -3
leaf_value=9 1 2

Tree=1
leaf_value=0.5

end of trees
`;

describe("readers", () => {
  it("follow a tree to its leaf, one sum for each output", () => {
    const model = parseTreeModel(TREES);
    const values = (age: number, follows: number) => new Map(Object.entries({ age, follows }));
    expect(evaluateTrees(model, values(11, 0))).toEqual([9, 0.5]);
    expect(evaluateTrees(model, values(10, 0))).toEqual([1, 0.5]);
    expect(evaluateTrees(model, values(10, 1))).toEqual([2, 0.5]);
  });

  it("refuse a tree that leads to itself", () => {
    expect(() => parseTreeModel(TREES.replace("left_child=1 ", "left_child=0 "))).toThrow("broken");
  });

  it("read the tensors that they write", () => {
    const tensors = new Map([["a", { shape: [2, 2], values: [1, 0.5, -2, 0] }]]);
    expect(parseSafetensors(formatSafetensors(tensors))).toEqual(tensors);
    const light = parseSafetensors(readFileSync(join(import.meta.dirname, "../../models/light.safetensors")));
    expect(light.get("topic_embedding")?.shape).toEqual([8, 8]);
  });

  it("read our YAML and TOML, and refuse what is none", () => {
    const text = 'a: 1 # one\nb:\n    c: "x # y"\n    d: [p, 2]\nlist:\n  - name: n\n    on: true\n  - z\n';
    expect(readYaml(text)).toEqual({ a: 1, b: { c: "x # y", d: ["p", 2] }, list: [{ name: "n", on: true }, "z"] });
    expect(() => readYaml("a: 1\na: 2\n")).toThrow("line 2");
    expect(() => readYaml("a: 1\n  b: 2\n")).toThrow("line 2");
    expect(readToml("[a.b]\nc = 3\nd = '''\nx\ny\n'''\n").get("a.b")).toEqual({ c: 3, d: "x\ny" });
  });

  it("take the first rule that holds: and binds tighter than or", () => {
    const rules = parseRules('rule r\n  when a < 3\n   and b is yes\n   or c is not d\n  drop "no"\n');
    const facts = (a: number, b: boolean, c: string) =>
      new Map<string, string | number | boolean>([
        ["a", a],
        ["b", b],
        ["c", c],
        ["d", "x"],
      ]);
    expect(firstRule(rules, facts(2, true, "x"))?.reason).toBe("no");
    expect(firstRule(rules, facts(2, false, "x"))).toBeUndefined();
    expect(firstRule(rules, facts(9, false, "y"))?.name).toBe("r");
    expect(() => parseRules("rule r\n drop x\n")).toThrow("line 2");
  });
});
