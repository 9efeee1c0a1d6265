import { createHash } from "node:crypto";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ledgerOf } from "./ledger.ts";
import { LedgerTable } from "./ledger-table.tsx";
import { readPacket } from "./packet.ts";
import { shortChange } from "./short-change.ts";
import { Sparkline } from "./sparkline.tsx";

const side = (value: string, decimal = value) => ({ value, decimal, unit: "s" });
const changed = (key: string, before: string, after: string, more: object = {}) => ({
  how: "changed",
  path: "a.yaml",
  line: "4",
  key,
  before: side(before),
  after: side(after),
  ...more,
});

it("a row says its values as they are spelt, what they were multiplied by, and where it was before", () => {
  const rows = [
    changed("k", "5_000", "7_000", { ratio: "1.4" }),
    { how: "moved", path: "b.yaml", line: "9", key: "l", from: { path: "a.yaml", line: "3", key: "k" } },
    { how: "added", path: "b.yaml", line: "1", key: "m", after: { value: "yes", kind: "flag" } },
  ];
  const { columns, rows: read } = ledgerOf("parameter", rows, []);
  expect(columns).toEqual(["key", "before", "after", "change", "how", "from", "path", "line"]);
  expect(read.map(({ cells }) => cells)).toEqual([
    ["k", "5_000", "7_000", "+40 %", "changed", "", "a.yaml", "4"],
    ["l", "", "", "", "moved", "k in a.yaml:3", "b.yaml", "9"],
    ["m", "", "yes, kind flag", "", "added", "", "b.yaml", "1"],
  ]);
});

it("rows of tests and of generated files come last, and none is lost", () => {
  const rows = [
    changed("made", "1", "2", { generated: "yes" }),
    changed("test", "1", "2", { test: "yes" }),
    changed("own", "1", "2"),
    { more: "8610" },
  ];
  const ledger = ledgerOf("parameter", rows, []);
  expect(ledger.rows.map(({ cells }) => cells[0])).toEqual(["own", "test", "made"]);
  expect(ledger.unlisted).toBe(8610);
});

it("C4: several merge bases are words of a column of their own", () => {
  expect(ledgerOf("merge-bases", ["a".repeat(40), "b".repeat(40)], [])).toMatchObject({
    columns: ["value"],
    rows: [{ cells: ["a".repeat(40)] }, { cells: ["b".repeat(40)] }],
  });
});

it("F: a value that climbs step by step has its whole course in its row, and another value of the same line has not", async () => {
  const at = [{ path: "a.yaml", side: "result", from: 4, to: 4 }];
  const ramp = { code: "param.ramp", class: "threshold", risk: "R3", title: "k", at, evidence: { steps: "5 → 7 → 9" } };
  const bytes = new TextEncoder().encode(
    JSON.stringify({
      findings: [ramp],
      ledgers: { parameter: [changed("k", "7", "9"), changed("l", "3", "4"), changed("m", "x", "y")] },
    }),
  );
  const { ledgers, findings } = await readPacket(bytes, createHash("sha256").update(bytes).digest("hex"));
  expect(findings[0]?.steps).toEqual(["5", "7", "9"]);
  expect(ledgers[0]?.rows.map(({ course }) => course)).toEqual([[5, 7, 9], [3, 4], []]);
});

it.each([
  ["1.4", "+40 %"],
  ["0.5", "−50 %"],
  ["1.0004", "+0.04 %"],
  ["12", "× 12"],
  ["-1", "× −1"],
  ["0", "× 0"],
  ["many", ""],
])("a ratio of %s is %s in short", (ratio, text) => {
  expect(shortChange(ratio)).toBe(text);
});

it("a sparkline is drawn from zero and says its numbers", () => {
  const drawn = renderToStaticMarkup(<Sparkline values={[50, 100]} />);
  expect(drawn).toContain('aria-label="50, then 100"');
  expect(drawn).toContain('points="3,10 69,3"');
  expect(renderToStaticMarkup(<Sparkline values={[-1, 1]} />)).toContain('points="3,17 69,3"');
  expect(renderToStaticMarkup(<Sparkline values={[0, 0]} />)).toContain('points="3,17 69,17"');
  expect(renderToStaticMarkup(<Sparkline values={[1, Number.NaN]} />)).toBe("");
});

it("of a long table the first rows are there, and it says how many are not", () => {
  const text = (count: number, ...rest: readonly object[]) =>
    renderToStaticMarkup(
      <LedgerTable
        ledger={ledgerOf(
          "parameter",
          [...Array.from({ length: count }, (_, at) => changed(`k${at}`, "1", "2")), ...rest],
          [],
        )}
      />,
    ).replaceAll(/<[^>]*>/g, "");
  expect(text(40)).not.toContain("Show all");
  expect(text(41)).toContain("Show all 41 rows Below these are 1 more.");
  expect(text(2000, { more: "8610" })).toMatch(
    /Show all 2,000 rows Below these are 1,960 more\.8,610 more were counted/,
  );
  expect(text(41)).toContain("k39");
  expect(text(41)).not.toContain("k40");
});
