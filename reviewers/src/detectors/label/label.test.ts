import { describe, expect, it } from "vitest";
import { branch, call, definition, examined, list, setting } from "../../examined.testing.ts";
import { saidBy } from "../analysed.testing.ts";
import { told } from "../detect.testing.ts";
import { label } from "./label.ts";

describe("a label", () => {
  it("of which the signs are exchanged is R4", () => {
    const side = (a: string, b: string) => [
      branch("v == readType", `data . Target = append ( data . Target , ${a} )`, {
        otherwise: `data . Target = append ( data . Target , ${b} )`,
      }),
    ];
    expect(told(label, examined("data.go", ["dataset"], side("1", "- 1"), side("- 1", "1")))).toEqual([
      "R4 label.sign: Training Target 1, -1 → -1, 1",
    ]);
  });

  it("of which the branches stand the other way round is the same", () => {
    const base = branch("v == read", "target ( 1 )", { otherwise: "target ( - 1 )" });
    const result = branch("v != read", "target ( - 1 )", { otherwise: "target ( 1 )" });
    expect(told(label, examined("data.go", ["dataset"], [base], [result]))).toEqual([]);
  });

  it("in a query is a label", () => {
    const query = (good: string, bad: string) =>
      definition("labels", `SELECT CASE WHEN clicked THEN ${good} ELSE ${bad} END AS label`, { sort: "query" });
    const mapped = (good: string, bad: string) =>
      definition("labels", `label = CASE WHEN clicked THEN ${good} ELSE ${bad} END`, { sort: "query" });
    expect(told(label, examined("labels.sql", ["label"], [mapped("1", "0")], [mapped("0", "1")]))).toHaveLength(1);
    expect(told(label, examined("labels.sql", ["label"], [query("1", "0")], [query("1", "0")]))).toEqual([]);
  });

  it.each([
    ["learning_rate", "1e-3", "7.1e-4", "label.optimiser"],
    ["click_loss_weight", "1", "0.5", "label.loss"],
    ["num_negatives_sampling", "4", "8", "label.sampling"],
    ["skip", "-1", "1", "label.sign"],
  ])("%s %s → %s is R4", (name, before, after, code) => {
    const side = (value: string) => [setting(name, value, { as: "config", within: ["labels"] })];
    const [first = ""] = told(label, examined("train/objective.yaml", ["objective"], side(before), side(after)));
    expect(first.slice(0, 3 + code.length)).toBe(`R4 ${code}`);
  });

  it("in a table of code is told once where signs change, and the list of its names is the same", () => {
    const side = (good: string, bad: string) => [
      setting("LABEL_VALUES", `[click, ${good}]`),
      setting("click", good, { within: ["LABEL_VALUES"] }),
      setting("report", bad, { within: ["LABEL_VALUES"] }),
      list("LABEL_VALUES", ['"click"', good]),
    ];
    expect(told(label, examined("labels.py", ["objective"], side("1", "-1"), side("-1", "1")))).toEqual([
      "R4 label.sign: 2 settings of learning change their sign: label values click, label values report",
    ]);
    const entry = (value: string) => [call("Map.entry", ['"click"', value], { within: ["LABEL_VALUES"] })];
    const table = setting("LABEL_VALUES", "[Map.entry]");
    expect(
      told(label, examined("Labels.java", ["objective"], [table, ...entry("1")], [table, ...entry("-1")])),
    ).toEqual(["R4 label.sign: label values click 1 → -1 (sign flips)"]);
  });

  it("that joins the tasks is R4", () => {
    const side = (items: readonly string[]) => [list("tasks", items)];
    expect(
      told(label, examined("objective.py", ["objective"], side(['"click"']), side(['"click"', '"dwell"']))),
    ).toEqual(["R4 label.map: tasks: with dwell"]);
  });

  it("is not what a gauge is set to", async () => {
    const go = (size: string) =>
      `package master\n\nfunc runLoadTask() {\n\tMemoryVec.WithLabelValues("train_set").Set(float64(${size}))\n}\n`;
    expect(await saidBy("label", { "model/tasks.go": [go("m.train.Bytes()"), go("deepSize(m.train)")] })).toEqual([]);
  });

  it("is none in a test", () => {
    const side = (value: string) => [setting("label", value, { as: "config" })];
    expect(told(label, examined("labels_test.py", ["label", "test"], side("1"), side("0")))).toEqual([
      expect.stringMatching(/^R1/),
    ]);
  });
});
