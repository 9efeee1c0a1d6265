import { describe, expect, it } from "vitest";
import { ledgerLines } from "./ledger-text.ts";

const plain = { dim: (text: string) => text };

describe("a ledger for people", () => {
  const row = (key: string, more: object) => ({ how: "changed", path: "config/w.yaml", line: "4", key, ...more });

  it("has a row a line, by file: key, both values with the unit, the ratio, and where", () => {
    const parameter = [
      row("reply", { before: { value: "12", decimal: "12" }, after: { value: "9", decimal: "9" }, ratio: "0.75" }),
      row("window_hours", {
        before: { value: "24", decimal: "24" },
        after: { value: "16", decimal: "16" },
        unit: "h",
        ratio: "0.666666",
      }),
      { ...row("cap", { after: { kind: "config", type: "number", value: "3", decimal: "3" } }), how: "added" },
      { ...row("old", { before: { value: "5 items", type: "list" } }), how: "removed" },
    ];
    expect(ledgerLines({ ledgers: { parameter } }, plain)).toEqual([
      "  parameter: 4 rows",
      "    config/w.yaml",
      "      reply         12 → 9  × 0.75  line 4",
      "      window_hours  24 → 16 h  × 0.667  line 4",
      "      cap           new 3  line 4",
      "      old           gone, was 5 items  line 4",
    ]);
  });

  it("keeps to 80 columns, and says what a thing was called", () => {
    const [, , ...lines] = ledgerLines(
      {
        ledgers: {
          entity: [
            {
              how: "renamed",
              path: "src/a.ts",
              line: "9",
              key: "src/a.ts#NAMED",
              from: { path: "src/b.ts", line: "3", key: "src/b.ts#OLD" },
              before: { membersSha256: "a".repeat(64), action: "boost" },
              after: { membersSha256: "b".repeat(64), action: "drop" },
            },
          ],
        },
      },
      plain,
    );
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines.map((line) => line.trim()).join(" ")).toBe(
      `NAMED  renamed, members sha256 ${"a".repeat(16)}… → ${"b".repeat(16)}…, action boost → drop, was src/b.ts#OLD in src/b.ts:3  line 9`,
    );
  });

  it("leaves rows of generated files and the rest of a long value to machines", () => {
    const parameter = [
      { ...row("query", { after: { value: "SELECT ".repeat(60) } }), how: "added" },
      { ...row("tag", { after: { value: "7" } }), how: "added", generated: "yes" },
    ];
    const lines = ledgerLines({ ledgers: { parameter } }, plain);
    expect(lines.join(" ").length).toBeLessThan(300);
    expect(lines.at(-1)).toBe("    1 row is of generated files; --json has them");
  });

  it("leaves rows of tests and those beyond the bound to machines, and nothing in it moves a terminal", () => {
    const value = { value: "\u001b[2J\u202e", decimal: "1" };
    const parameter = [
      ...Array.from({ length: 41 }, (_, at) => row(`key${at}`, { before: { value: "1", decimal: "1" }, after: value })),
      { ...row("fixture", { after: value }), test: "yes" },
    ];
    const lines = ledgerLines({ ledgers: { parameter, moves: [{ more: "7" }] } }, plain);
    expect(lines).toContain("    1 more row is not shown; --json has them");
    expect(lines).toContain("    1 row is of tests; --json has them");
    expect(["\u001b", "\u202e"].some((unit) => lines.join("").includes(unit))).toBe(false);
    expect(lines.at(-1)).toBe("    and 7 more");
  });
});
