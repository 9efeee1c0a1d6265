import { describe, expect, it } from "vitest";
import { call, comparison, examined, setting } from "../../examined.testing.ts";
import { saidBy } from "../analysed.testing.ts";
import { told } from "../detect.testing.ts";
import { threshold } from "./threshold.ts";

describe("a threshold", () => {
  it("that decides who is enforced against is R3, and two that move together are one", () => {
    const side = (value: string) => [
      setting("FOLLOWER_COUNT_THRESHOLD_FOR_SPAM_DETECTION", value, { within: ["TaskSpamFilter"] }),
      setting("FOLLOWER_COUNT_THRESHOLD_FOR_REPLY_RANKING", value, { within: ["TaskReplyRankingFilter"] }),
    ];
    expect(told(threshold, examined("task_filter.py", ["filter"], side("15000"), side("30000")))).toEqual([
      "R3 param.coupled: follower count threshold for reply ranking, follower count threshold for spam detection together 15000 → 30000 (doubled)",
    ]);
  });

  it("that decides nothing of the sort is R2", () => {
    const file = examined(
      "limits.yaml",
      ["params"],
      [setting("max_results", "80", { as: "config" })],
      [setting("max_results", "120", { as: "config" })],
    );
    expect(told(threshold, file)).toEqual(["R2 param.changed: max results 80 → 120 (× 1.5)"]);
  });

  it.each(["request_timeout_ms", "max_retries", "thread_pool_size", "min_shards", "buffer_limit", "maxConnections"])(
    "is not %s",
    (name) => {
      expect(
        told(
          threshold,
          examined(
            "a.yaml",
            ["params"],
            [setting(name, "10", { as: "config" })],
            [setting(name, "20", { as: "config" })],
          ),
        ),
      ).toEqual([expect.stringMatching(/^R1 param\.changed/)]);
    },
  );

  it("is the same where a literal gets a name with another value", async () => {
    const before = "export const reject = (post) => post.machine_share > 0.25;\n";
    const after = "const REJECT_SHARE = 0.4;\nexport const reject = (post) => post.machine_share > REJECT_SHARE;\n";
    expect(await saidBy("threshold", { "src/filters/machine.ts": [before, after] })).toContain(
      "R3 param.changed: machine share 0.25 → 0.4 (× 1.6)",
    );
  });

  it("may be a literal that a signal is compared with, or a bound in a call", () => {
    const side = (bound: string) => [comparison("author.followers", "<", bound), call("candidates.take", [bound])];
    expect(told(threshold, examined("a.rs", ["filter"], side("50"), side("70")))).toEqual([
      "R3 param.coupled: followers, take together 50 → 70 (× 1.4)",
    ]);
  });

  it("says when the other side of a comparison is meant now", () => {
    const file = examined("a.rs", ["score"], [comparison("quality", "<", "0.5")], [comparison("quality", ">=", "0.5")]);
    expect(told(threshold, file)).toEqual(["R3 param.changed: quality < 0.5 → >= 0.5"]);
  });

  it("says when its name states another quantity", () => {
    const side = (value: string) => [setting("STALE_POST_14D_TTL_SEC", value)];
    expect(told(threshold, examined("a.py", ["params"], side("1209600"), side("1_213_200")))).toContainEqual(
      "R2 param.name-value: stale post 14 d ttl sec: the name says 14d, the value is 1_213_200",
    );
    expect(
      told(threshold, examined("a.py", ["params"], [setting("LIMIT_V2", "5")], [setting("LIMIT_V2", "7")])),
    ).toHaveLength(1);
  });

  it("says when a default lies outside its own limits", () => {
    const file = examined("a.scala", ["params"], [], [setting("MaxAge", "500", { min: "0", max: "100" })]);
    expect(told(threshold, file)).toContainEqual("R2 param.bounds: max age 500 lies outside its own limits 0 to 100");
  });
});
