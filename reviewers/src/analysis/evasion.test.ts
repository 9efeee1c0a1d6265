import { describe, expect, it } from "vitest";
import { analysed, readers } from "../detectors/analysed.testing.ts";
import type { Sides } from "../small-change.testing.ts";
import { smallChange } from "../small-change.testing.ts";
import { classify } from "./classify.ts";

/** Risk, class and code of everything but what the author's text leaves out, and the classes that the gate computes. */
async function told(sides: Sides) {
  const { findings, coverage } = await analysed(sides);
  const { change, source } = smallChange(sides);
  const classes = await classify(source, readers, change.entries);
  const found = findings.filter(({ code }) => !code.startsWith("claim."));
  return {
    said: [...new Set(found.map(({ risk, class: name, code }) => `${risk} ${name} ${code}`))].toSorted(),
    classes: new Set([...classes.values()].flat()),
    understood: coverage.every(({ analysed: how }) => how !== "none"),
  };
}

const FORMULA = ["def blend(p):\n    return p.reply\n", "def blend(p):\n    return quote(p)\n"] as const;

describe("whoever hides a change from the analysis finds it told all the same:", { timeout: 240_000 }, () => {
  it.each([
    "src/feed/blend.py",
    "ranker/docs/blend.py",
    "docs/blend.py",
    "infra/blend.py",
    "deploy/blend.py",
    "ranker/generated/blend.py",
    "vendor/blend.py",
    "data/blend.dat",
    "blend",
  ])("D26: ranking code in %s", async (path) => {
    const { said, classes } = await told({ [path]: FORMULA });
    expect(said.join("\n")).toMatch(/R2 logic logic\.(?:unclaimed|changed)/);
    expect(classes).toContain("logic");
  });

  it("D26: many such files are one finding, and a finding of another class explains its own file alone", async () => {
    const { findings } = await analysed({
      "src/a.py": FORMULA,
      "src/b.py": FORMULA,
      "src/c.py": ["W_BOOST = 1\n", "W_BOOST = 3\n"],
    });
    const unclaimed = findings.filter(({ code }) => code === "logic.unclaimed");
    expect(unclaimed.map(({ at }) => [...new Set(at.map(({ path }) => path))])).toEqual([["src/a.py", "src/b.py"]]);
  });

  it("D27: code that becomes a remark, and a remark that becomes code", async () => {
    const { said } = await told({ "ranker/a.py": ["# guard(p)\nrun(p)\n", "guard(p)\n# run(p)\n"] });
    expect(said).toContain("R2 logic logic.changed");
  });
});
