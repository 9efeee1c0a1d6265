import { classesByPath } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { DETECTORS, analyse, classify } from "./index.ts";
import { scopeWithout, smallChange } from "./small-change.testing.ts";

const { change, source } = smallChange({
  a: ["one\n", "one\u202e\ntwo\n"],
  b: ["one\ntwo\nthree\n", undefined],
  c: [
    { mode: "160000", content: "" },
    { mode: "160000", content: "x" },
  ],
});

describe("the analysis without detectors", () => {
  it("says of every entry that it was not analysed, with the size of what the reviewer sees", async () => {
    const { coverage } = await analyse(source, change, scopeWithout());
    expect(coverage).toEqual([
      { path: "a", analysed: "none", bytes: 11, lines: 2 },
      { path: "b", analysed: "none", bytes: 14, lines: 3 },
      { path: "c", analysed: "none", bytes: 0, lines: 0 },
    ]);
  });

  it("D16: hazards that were found give no entry a class, so no requirement by class loses it", async () => {
    const { findings, coverage } = await analyse(source, change, scopeWithout());
    expect(findings.map(({ code }) => code)).toEqual(["text.bidi", "submodule"]);
    expect(classesByPath(findings, coverage).size).toBe(0);
  });

  it("D25: knows the class of no path, so that requirements by class claim all of them", async () => {
    const [classes] = await classify([change]);
    expect(classes?.size).toBe(0);
  });

  it("has an identity that a policy can pin", () => {
    expect(DETECTORS.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(DETECTORS.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
