import { describe, expect, it } from "vitest";
import { parsePath } from "@countersign/core";
import { findingLines } from "./finding-text.ts";

const terminal = { yellow: (text: string) => text };

describe("a finding for people", () => {
  it("names its places file by file, on as few lines as they fit", () => {
    const path = parsePath("ranker/feed.py");
    const at = [
      { path, side: "result", from: 3, to: 3 },
      { path, side: "result", from: 7, to: 9 },
      { path, side: "base", from: 4, to: 4 },
      { path: parsePath("models/heavy.bin"), side: "result", from: 0, to: 0 },
    ] as const;
    const lines = findingLines(
      {
        risk: "R2",
        class: "logic",
        code: "logic.changed",
        roles: ["oracle"],
        title: "Code changed",
        at,
        evidence: {},
        detector: "logic",
      },
      terminal,
    );
    expect(lines).toEqual([
      "  R2  logic: Code changed",
      "       logic.changed",
      "       ranker/feed.py:3, 7-9",
      "       ranker/feed.py:4 (base)",
      "       models/heavy.bin",
    ]);
  });
});
