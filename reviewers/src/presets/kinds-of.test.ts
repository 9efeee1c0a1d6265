import { describe, expect, it } from "vitest";
import { pathNamed } from "../small-change.testing.ts";
import { kindsOf } from "./kinds-of.ts";

describe("what a file is for", () => {
  it.each([
    ["src/feed-generation.ts", ["pipeline"]],
    ["app/recommendations/daily.py", ["pipeline"]],
    ["db/hot_rank.py", ["score"]],
    ["jobs/similarity/user.py", ["score"]],
    ["feed/evaluator/base_metric.py", ["eval"]],
    [".travis.yml", ["deploy"]],
    ["docs/source/conf.py", ["docs"]],
    ["lib/page_ranks.test.ts", ["test"]],
    ["frank/open.py", []],
  ])("%s: %j", (path, kinds) => {
    expect([...kindsOf(pathNamed(path))]).toEqual(kinds);
  });
});
