import { describe, expect, it } from "vitest";
import { mayCosign } from "./decision.ts";
import type { CosignFacts } from "./decision.ts";

const NOW = 1_800_000_000;
const facts: CosignFacts = {
  size: 10,
  now: NOW,
  inclusionWithin: 900,
  awaited: [],
  placeOf: () => undefined,
  problems: [],
};
const problem = (index: number, code: string) => ({ index, code, message: "" });
const revoke = { record: "aa", since: NOW - 901 };

describe("a checkpoint is cosigned", () => {
  it("when nothing is missing", () => {
    expect(mayCosign(facts)).toEqual({ may: true });
  });

  it("F28: unless something that was handed in is overdue", () => {
    const late = { ...facts, awaited: [revoke, { record: "bb", since: NOW - 900 }] };
    expect(mayCosign(late)).toEqual({ may: false, code: "witness.withheld", records: ["aa"] });
    expect(mayCosign({ ...late, now: NOW - 1 })).toEqual({ may: true });
  });

  it("F28: once it has it, and not because a larger one would have it", () => {
    const late = { ...facts, awaited: [revoke] };
    expect(mayCosign({ ...late, placeOf: () => 9 })).toEqual({ may: true });
    expect(mayCosign({ ...late, placeOf: () => 10 })).toMatchObject({ may: false });
  });

  it("whatever was handed in, where the policy promises nothing", () => {
    expect(mayCosign({ ...facts, inclusionWithin: undefined, awaited: [revoke] })).toEqual({ may: true });
    expect(mayCosign({ ...facts, inclusionWithin: 0, awaited: [revoke] })).toMatchObject({ may: false });
  });

  it("F15: only if the evidence of every leaf that it covers is here", () => {
    const withheld = { ...facts, problems: [problem(3, "bundle.evidence-missing"), problem(4, "log.leaf-mismatch")] };
    expect(mayCosign(withheld)).toEqual({ may: false, code: "witness.mirror-incomplete", leaves: [3] });
    expect(mayCosign({ ...facts, problems: [problem(10, "bundle.evidence-missing")] })).toEqual({ may: true });
  });

  it("F29: with evidence that does not verify, since only a policy in a later checkpoint can void it", () => {
    for (const code of ["attest.signature", "log.leaf", "log.leaf-mismatch", "bundle.evidence-mismatch"])
      expect(mayCosign({ ...facts, problems: [problem(3, code)] })).toEqual({ may: true });
  });
});
