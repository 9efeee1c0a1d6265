import { describe, expect, it } from "vitest";
import { occurrencesOf } from "./occurrences.ts";

describe("a name in a text", () => {
  it.each([
    ["  replyWeight: 12", { declared: 1, reads: 0 }],
    ["\nval replyWeight = 12", { declared: 2, reads: 0 }],
    ["score(replyWeight = 12)", { declared: 1, reads: 0 }],
    ["this.replyWeight = 12", { reads: 1 }],
    ["if (replyWeight == 12)", { reads: 1 }],
    ["pub const replyWeight: f64 = 1.0;\nx * replyWeight", { declared: 1, reads: 1 }],
    ['get("replyWeight")', { reads: 1 }],
    ["// replyWeight is old\n# replyWeight", { reads: 0 }],
    ["my_replyWeight + replyWeights", { reads: 0 }],
    ["std::replyWeight::new", { reads: 1 }],
  ])("%s", (text, found) => {
    expect(occurrencesOf(text, "replyWeight")).toEqual(found);
  });
});
