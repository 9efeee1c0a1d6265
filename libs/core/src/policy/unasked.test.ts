import { describe, expect, it } from "vitest";
import { examplePolicy } from "./example.testing.ts";
import { explainPolicy } from "./explain.ts";
import { parsePolicy } from "./parse.ts";
import { unaskedIn } from "./unasked.ts";

/** What passes an environment that asks for the requirement `asked` only, beside a requirement `other`. */
function passing(asked: readonly string[], other: readonly string[]) {
  const document = examplePolicy({
    requirements: [
      { id: "asked", paths: [...asked], role: "oracle" },
      { id: "other", paths: [...other], role: "data-guard" },
    ],
    environments: [{ id: "production-eu", requires: ["asked"], freshness: "PT24H" }],
  });
  const policy = parsePolicy(document);
  const [environment] = policy.environments;
  if (environment === undefined) throw new Error("no environment");
  const patterns = unaskedIn(policy, environment).flatMap((one) => one.patterns);
  return { patterns, sentences: explainPolicy(policy) };
}

describe("what passes an environment although somebody else would review it", () => {
  it.each([
    [["ranker/**"], ["data/**", "ranker/x.py"], ["data/**"]],
    [["ranker/*.py"], ["ranker/**"], ["ranker/**"]],
    [["ranker/**"], ["rankers/**"], ["rankers/**"]],
    [["*/**"], ["a/b"], ["a/b"]],
    [["**"], ["data/**"], []],
    [["data/**"], ["data/a/**", "data/*.sql"], []],
    [["data/**"], ["data/**"], []],
  ])("%j asked, %j not: %j", (asked, other, expected) => {
    const { patterns, sentences } = passing(asked, other);
    expect(patterns).toEqual(expected);
    const said = sentences.filter((sentence) => sentence.includes("pass production-eu unreviewed"));
    expect(said).toHaveLength(expected.length === 0 ? 0 : 1);
  });
});
