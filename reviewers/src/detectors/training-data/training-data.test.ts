import { describe, expect, it } from "vitest";
import { comparison, definition, examined, list, setting } from "../../examined.testing.ts";
import { analysed, saidBy } from "../analysed.testing.ts";
import { told } from "../detect.testing.ts";
import { trainingData } from "./training-data.ts";

describe("training data", () => {
  it("that a region leaves are R4", () => {
    const side = (items: readonly string[]) => [list("regions", items, { ordered: false })];
    expect(
      told(trainingData, examined("train/dataset.yaml", ["dataset"], side(['"no"', '"se"']), side(['"no"']))),
    ).toEqual(["R4 data.filter: Training data, regions no, se → no"]);
  });

  it("that a query filters otherwise are R3", async () => {
    const query = (condition: string) => `SELECT post FROM seen WHERE shown = 1 ${condition}`;
    expect(await saidBy("training-data", { "train/labels.sql": [query(""), query("AND dwell_ms > 3000")] })).toContain(
      "R3 data.filter: Training data, dwell_ms new: dwell_ms > 3000",
    );
  });

  it("are told where a long query differs, and not from its beginning", async () => {
    const columns = Array.from({ length: 30 }, (_, at) => `signal_${at}`).join(", ");
    const query = (table: string) => `SELECT ${columns} FROM ${table}`;
    const said = await saidBy("training-data", { "train/labels.sql": [query("seen"), query("served")] });
    expect(said.join("\n")).toContain("signal_29 FROM seen → … , signal_29 FROM served");
  });

  it("are not what a migration of a table, or a function beside it, says", async () => {
    const text =
      "ALTER TABLE limits ALTER joined SET DEFAULT 10;\nUPDATE limits SET joined = 10 WHERE joined = 3;\n" +
      "CREATE FUNCTION r.interest (a int) RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n RETURN a > 3;\nEND;\n$$;\n";
    const { findings, ledgers } = await analysed({ "migrations/1/up.sql": [undefined, text] });
    expect(findings.filter(({ class: name }) => name === "training-data" || name === "opaque")).toEqual([]);
    expect(ledgers["parameter"]).toContainEqual(
      expect.objectContaining({ key: "limits.joined", after: expect.objectContaining({ value: "10" }) }),
    );
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
