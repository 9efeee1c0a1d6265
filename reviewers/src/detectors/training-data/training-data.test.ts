import { describe, expect, it } from "vitest";
import { comparison, definition, examined, list, setting } from "../../examined.testing.ts";
import { told } from "../detect.testing.ts";
import { trainingData } from "./training-data.ts";

describe("training data", () => {
  it("that a region leaves are R4", () => {
    const side = (items: readonly string[]) => [list("regions", items, { ordered: false })];
    expect(
      told(trainingData, examined("train/dataset.yaml", ["dataset"], side(['"no"', '"se"']), side(['"no"']))),
    ).toEqual(["R4 data.filter: Training data, regions no, se → no"]);
  });

  it("that a query filters otherwise are R3", () => {
    const file = examined("labels.sql", ["dataset"], [], [comparison("dwell_ms", ">", "3000", { language: "sql" })]);
    expect(told(trainingData, file)).toEqual(["R3 data.filter: Training data, dwell_ms new: dwell_ms > 3000"]);
  });

  it("over another window, or with other columns, are R3", () => {
    const side = (days: string, columns: readonly string[]) => [
      setting("window_days", days, { as: "config" }),
      list("required_columns", columns),
    ];
    const file = examined("dataset.yaml", ["dataset"], side("30", ['"a"']), side("400", ['"a"', '"ip"']));
    expect(told(trainingData, file)).toEqual([
      "R3 data.columns: Training data, required_columns a → a, ip",
      "R3 data.window: Training data, window_days 30 → 400",
    ]);
  });

  it("are not what code beside them compares", () => {
    const facts = [comparison("reset_event", "!=", "None"), comparison("i", ">", "7"), definition("load", "x")];
    expect(told(trainingData, examined("data/loader.py", ["dataset"], [], facts))).toEqual([]);
  });
});
