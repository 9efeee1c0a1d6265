import { describe, expect, it } from "vitest";
import type { Hazard } from "../contract.ts";
import { scopeWithout, smallChange } from "../small-change.testing.ts";
import { ALL_HAZARDS } from "./hazards.ts";
import { HAZARD_LIMITS } from "./limits.ts";
import { assemble } from "./assemble.ts";
import { scanHazards } from "./scan.ts";

const scanned: (...args: Parameters<typeof scanHazards>) => Promise<ReturnType<typeof assemble>> = async (...args) =>
  assemble(await scanHazards(...args), args[3]?.limits ?? HAZARD_LIMITS);
const everything = scopeWithout();
const faulty: Hazard = {
  id: "faulty",
  file: ({ entry }) => {
    throw new RangeError(`secret of ${entry.path}`);
  },
  change: () => {
    throw new TypeError("secret");
  },
  across: () => {
    throw new TypeError("secret");
  },
};

describe("the scan for hazards", () => {
  it("D17: tells which detector failed, without its words, and runs the others", async () => {
    const { change, source } = smallChange({ "a.py": ["x\n", "y\u202e\n"], "b.py": ["x\n", undefined] });
    const { findings } = await scanned(source, change, everything, { hazards: [faulty, ...ALL_HAZARDS] });
    expect(findings.map(({ code, detector }) => [code, detector])).toEqual([
      ["text.bidi", "hidden-text"],
      ["opaque.failed", "faulty"],
      ["opaque.failed", "faulty"],
      ["opaque.failed", "faulty"],
      ["opaque.failed", "faulty"],
    ]);
    expect(JSON.stringify(findings)).not.toContain("secret");
    expect(findings.at(-1)).toMatchObject({ class: "opaque", risk: "R3", evidence: { failed: "yes" } });
  });

  it("J5: names each content beyond a limit by its size and digest, and looks into the rest", async () => {
    const { change, source } = smallChange({
      "big.py": ["x\n", "y\u202e\n".repeat(100)],
      "small.py": ["x\n", "y\u202e\n"],
    });
    const limits = { ...HAZARD_LIMITS, content: 100 };
    const { findings } = await scanned(source, change, everything, { limits });
    expect(findings.map(({ code, at }) => [code, at[0]?.path])).toEqual([
      ["text.bidi", "small.py"],
      ["limit.content", "big.py"],
    ]);
    expect(findings[1]?.evidence).toMatchObject({ bytes: "500", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("J5: stops at its budget of bytes, entries, findings and rows, and says so", async () => {
    const sides = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.py`, ["x\n", "y\u202e\n"] as const]));
    const { change, source } = smallChange(sides);
    const codes = async (limits: Partial<typeof HAZARD_LIMITS>) => {
      const { findings } = await scanned(source, change, everything, { limits: { ...HAZARD_LIMITS, ...limits } });
      return Object.entries(Object.groupBy(findings, ({ code }) => code)).map(([code, all]) => [code, all?.length]);
    };
    expect(await codes({ total: 30 })).toEqual([
      ["text.bidi", 4],
      ["limit.content", 9],
    ]);
    expect(await codes({ entries: 4 })).toEqual([
      ["text.bidi", 4],
      ["limit.entries", 1],
    ]);
    expect(await codes({ findings: 2 })).toEqual([
      ["text.bidi", 2],
      ["limit.findings", 1],
    ]);
    expect(await codes({ movedLines: 5 })).toEqual([
      ["text.bidi", 9],
      ["limit.moves", 1],
    ]);
  });

  it("J5: takes time in proportion to what it reads: long lines, unlike lines, and lines that are all alike", async () => {
    const count = 50_000;
    const { change, source } = smallChange({
      "line.py": ["", "a b/c.d = '".repeat(50_000)],
      "unlike.py": [unlike("a", count), unlike("b", count)],
      "alike.py": ["x = 1\n".repeat(count), "x = 1\n".repeat(count + 1)],
      "moved.py": [unlike("c", 20_000), unlike("c", 20_000).split("\n").toReversed().join("\n")],
      "deep.json": ["", '{"a":['.repeat(100_000)],
      "keys.yaml": [unlike("k", count).replaceAll(" ", ": "), unlike("k", count).replaceAll(" ", ":  ")],
      "plus.py": ["", `${"+AA".repeat(100_000)}\n`],
    });
    const { findings } = await scanned(source, change, scopeWithout("docs/**"), {
      limits: { ...HAZARD_LIMITS, content: 8 * 1024 * 1024 },
    });
    expect(findings.filter(({ code }) => code === "opaque.failed")).toEqual([]);
  });

  it("gives the same findings for the same bytes, the highest risk first", async () => {
    const { change, source } = smallChange({
      "b.sh": ["x\n", { mode: "100755", content: "x\n" }],
      "a.py": ["", "y\u202e\n"],
    });
    const [first, second] = [await scanned(source, change, everything), await scanned(source, change, everything)];
    expect(first).toEqual(second);
    expect(first.findings.map(({ risk }) => risk)).toEqual(["R4", "R2"]);
  });
});

function unlike(text: string, count: number): string {
  return Array.from({ length: count }, (_, at) => `${text}${at} ${at}\n`).join("");
}
