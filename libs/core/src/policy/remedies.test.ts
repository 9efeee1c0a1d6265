import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { POLICY_CODES, policyRemedy } from "./remedies.ts";

/** How a source of this folder writes down a code: whole, or the part that is its own. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/"policy\.([a-z-]+)"/g, "policy."],
  [/\b(?:fault|formed|parsed)\(\s*"([a-z-]+)"/g, "policy."],
  [/\brefuse\(\s*place,\s*"([a-z-]+)"/g, "policy."],
  [/\bthrow refuse\(\s*"([a-z-]+)"/g, "policy.yaml-"],
];

/** Codes of which a part is a name: `unknown-` and the kind of what is not known; and those that every reader throws. */
const ELSEWHERE = [
  "field-type",
  "unknown-field",
  "missing-field",
  ...["organisation", "person", "role", "requirement", "environment", "repository"].map((kind) => `unknown-${kind}`),
].map((what) => `policy.${what}`);

describe("the remedies of a policy's checks", () => {
  it("are one for each code that a check throws, and for no other", () => {
    const paths = globSync("**/*.ts", { cwd: import.meta.dirname }).filter(
      (path) => !/\.(?:test|testing)\.ts$|^remedies\.ts$/.test(path),
    );
    const sources = paths.map((path) => readFileSync(join(import.meta.dirname, path), "utf8")).join("\n");
    const thrown = SPELLINGS.flatMap(([form, area]) => [...sources.matchAll(form)].map(([, what]) => `${area}${what}`));
    expect(POLICY_CODES.toSorted()).toEqual([...new Set([...thrown, ...ELSEWHERE])].toSorted());
    expect(POLICY_CODES.filter((code) => !/\w/.test(policyRemedy(code) ?? ""))).toEqual([]);
  });

  it("are none of another area's codes", () => {
    expect(policyRemedy("gate.residual")).toBeUndefined();
  });
});
