import { describe, expect, it } from "vitest";
import { examined, setting } from "../../examined.testing.ts";
import { told } from "../detect.testing.ts";
import { flag } from "./flag.ts";

describe("a flag", () => {
  const remote = { remote: "home_enable_video" };

  it("that flips is R3, one that comes is R2", () => {
    expect(
      told(
        flag,
        examined(
          "p.rs",
          ["params"],
          [setting("EnableVideo", "false", remote)],
          [setting("EnableVideo", "true", remote)],
        ),
      ),
    ).toEqual(["R3 flag.default: enable video false → true"]);
    expect(told(flag, examined("p.rs", ["params"], [], [setting("EnableVideo", "false", remote)]))).toEqual([
      "R2 param.added: New enable video false",
    ]);
  });

  it.each([
    ["0", "100", "R2"],
    ["500", "2500", "R3"],
    ["5000", "10000", "R4"],
  ])("with a share of %s → %s of ten thousand is %s", (before, after, risk) => {
    const side = (value: string) => [
      setting("default_availability", value, { as: "config", within: ["enable_source"] }),
    ];
    const [first = ""] = told(flag, examined("decider.yml", ["flags"], side(before), side(after)));
    expect(first.slice(0, 14)).toBe(`${risk} flag.share:`);
  });

  it("whose remote name changes detaches what is set live", () => {
    const side = (name: string) => [setting("ReplyWeight", "12", { remote: name })];
    expect(told(flag, examined("p.rs", ["params"], side("reply_weight"), side("weight_reply")))).toEqual([
      "R2 param.renamed: Remote name of reply weight was reply_weight, now weight_reply: live overrides of the old key no longer apply",
    ]);
  });
});
