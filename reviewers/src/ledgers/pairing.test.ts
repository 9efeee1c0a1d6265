import { describe, expect, it } from "vitest";
import { pathNamed } from "../small-change.testing.ts";
import { longestRising } from "../content/longest-rising.ts";
import { comparison, examined, setting } from "../examined.testing.ts";
import { ledgerChanges } from "./all.ts";
import { pairRows } from "./pairing.ts";
import type { Row, RowChange } from "./row.ts";

describe("a bound in code and a setting in a document", () => {
  it("of one name are two things", () => {
    const code = examined("trainer.py", [], [comparison("self.epochs", "==", "0")], []);
    const yaml = examined("model.yaml", [], [], [setting("epochs", "500", { as: "config" })]);
    expect(ledgerChanges([code, yaml]).parameter.map(({ how }) => how)).toEqual(["added", "removed"]);
  });
});

describe("rows of two sides", () => {
  it("pair by their name in a remote system before anything else", () => {
    const base = row("ReplyWeight", "12", { remote: "reply_weight" });
    const result = row("WeightOfReplies", "9", {
      remote: "reply_weight",
      path: pathNamed("b.rs"),
      key: "b.rs#WeightOfReplies",
    });
    expect(told(pairRows([base], [result]))).toEqual(["renamed ReplyWeight=12 WeightOfReplies=9"]);
  });

  it("tell that a remote name is another one, though the key is the same", () => {
    const base = row("ReplyWeight", "12", { remote: "reply_weight" });
    const result = row("ReplyWeight", "12", { remote: "weight_reply" });
    expect(told(pairRows([base], [result]))).toEqual(["renamed ReplyWeight=12 ReplyWeight=12"]);
  });

  it("pair by key in the same file, wherever it stands there", () => {
    const base = row("limit", "5", { line: 3 });
    expect(told(pairRows([base], [row("limit", "7", { line: 90 })]))).toEqual(["changed limit=5 limit=7"]);
    expect(pairRows([base], [row("limit", "5", { line: 90 })])).toEqual([]);
  });

  it("moved when the same name stands elsewhere", () => {
    const [base, result] = [row("limit", "5"), row("limit", "5", { path: pathNamed("b.rs"), key: "b.rs#limit" })];
    expect(told(pairRows([base], [result]))).toEqual(["moved limit=5 limit=5"]);
  });

  it("are renamed when value and most words are the same", () => {
    expect(told(pairRows([row("minReplyWeight", "1")], [row("replyWeightMin", "1")]))).toEqual([
      "renamed minReplyWeight=1 replyWeightMin=1",
    ]);
  });

  it("are renamed when only one neighbour had a telling value, and only one has it", () => {
    expect(told(pairRows([row("slope", "0.37"), row("a", "0")], [row("steepness", "0.37"), row("b", "0")]))).toEqual([
      "added b=0",
      "removed a=0",
      "renamed slope=0.37 steepness=0.37",
    ]);
  });

  it("of a page of text pair by a word that only they have", () => {
    const doc = { cells: { kind: "doc", type: "number" } };
    const base = [row("recap.is_replied", "27", doc), row("recap.is_clicked", "11", doc)];
    const result = [row("weight_reply", "13.5", doc), row("weight_good_click", "11", doc)];
    expect(told(pairRows(base, result))).toEqual([
      "renamed recap.is_clicked=11 weight_good_click=11",
      "renamed recap.is_replied=27 weight_reply=13.5",
    ]);
  });

  it("with names that stand often pair only where no pair is invented", () => {
    const base = [row("weight", "1"), row("weight", "2"), row("weight", "3")];
    const result = [row("weight", "2"), row("weight", "9")];
    expect(told(pairRows(base, result))).toEqual(["added weight=9", "removed weight=1", "removed weight=3"]);
    expect(told(pairRows(base, [row("weight", "2"), row("weight", "1"), row("weight", "4")]))).toEqual([
      "changed weight=3 weight=4",
    ]);
  });

  it("of tests pair with rows of tests", () => {
    expect(told(pairRows([row("limit", "5")], [row("limit", "6", { test: true })]))).toEqual([
      "added limit=6",
      "removed limit=5",
    ]);
  });

  it("pair in time near linear", () => {
    const many = (value: string) => Array.from({ length: 10_000 }, (_, index) => row(`weight${value}${index}`, "1"));
    expect(pairRows(many("a"), many("b")).length).toBeGreaterThan(0);
    const same = (value: number) => Array.from({ length: 10_000 }, (_, index) => row("weight", String(index + value)));
    expect(pairRows(same(0), same(1))).toHaveLength(1);
  });
});

describe("rows of a list", () => {
  it("say which one is out of order, and nothing of those that an addition pushes down", () => {
    const changes = pairRows(stages("filters", "A B C D"), stages("filters", "New B C D A"));
    expect(told(changes)).toEqual(["added New=", "reordered A= A="]);
  });

  it("are moved when they stand in another list", () => {
    const base = [...stages("filters", "A B C"), ...stages("after", "X Y")];
    const result = [...stages("filters", "A C"), ...stages("after", "X B Y")];
    expect(told(pairRows(base, result))).toEqual(["moved B= B="]);
  });

  it("stay where they are when their list has another name", () => {
    expect(pairRows(stages("filters", "A B C"), stages("theFilters", "A B C"))).toEqual([]);
  });
});

describe("a longest rising subsequence", () => {
  it("keeps as many as it can", () => {
    expect([...longestRising([3, 1, 2, 5, 4])]).toHaveLength(3);
    expect(longestRising([]).size).toBe(0);
  });
});

function row(name: string, value: string, more: Partial<Row> = {}): Row {
  const { cells = {}, ...rest } = more;
  return {
    path: pathNamed("a.rs"),
    line: 1,
    key: `a.rs#${name}`,
    name,
    cells: { value, ...cells },
    test: false,
    ...rest,
  };
}

function stages(list: string, names: string): readonly Row[] {
  return names.split(" ").map((name, position) => ({
    ...row(name, "", { key: `a.rs#${list}/${name}`, list: `a.rs#${list}`, position }),
    cells: { stage: name },
  }));
}

function told(changes: readonly RowChange[]): readonly string[] {
  const say = ({ name, cells }: Row) => `${name}=${cells["value"] ?? ""}`;
  const words = changes.map((change) => {
    if (change.how === "added") return `added ${say(change.result)}`;
    return change.how === "removed"
      ? `removed ${say(change.base)}`
      : `${change.how} ${say(change.base)} ${say(change.result)}`;
  });
  return words.toSorted();
}
