import { describe, expect, it } from "vitest";
import { branch, definition, examined, list, setting } from "../../examined.testing.ts";
import { saidBy } from "../analysed.testing.ts";
import { told } from "../detect.testing.ts";
import { visibility } from "./visibility.ts";

describe("a filter", () => {
  it("that moves across scoring is R4, that runs at another place R3", () => {
    const side = (before: readonly string[], after: readonly string[]) => [
      list("filters", before),
      list("post_selection_filters", after),
    ];
    const moved = examined(
      "home.rs",
      ["pipeline"],
      side(["AgeFilter", "SafetyFilter", "VideoFilter"], ["DedupFilter", "XFilter"]),
      side(["AgeFilter", "VideoFilter"], ["DedupFilter", "SafetyFilter", "XFilter"]),
    );
    expect(told(visibility, moved)).toEqual([
      "R4 pipeline.moved: SafetyFilter moves from before scoring to after scoring of home",
    ]);
    const reordered = examined(
      "home.rs",
      ["pipeline"],
      side(["AgeFilter", "SafetyFilter", "VideoFilter"], []),
      side(["SafetyFilter", "VideoFilter", "AgeFilter"], []),
    );
    expect(told(visibility, reordered)).toEqual([
      "R3 pipeline.reordered: AgeFilter runs at place 3 instead of place 1 of home",
    ]);
  });

  it("in a list of several pieces is no other one when one piece has more", async () => {
    const policy = (more: string) =>
      `object ListsPolicy extends Policy(rules = Seq(StaleRule, OuterRule) ++ baseRules ++ Seq(EpisodicRule, CrisisRule${more}) ++ limits.rules)\n`;
    expect(await saidBy("visibility", { "rules/Policies.scala": [policy(""), policy(", SensitiveRule")] })).toEqual([
      "R3 pipeline.added: New filter SensitiveRule in the pipeline of lists",
    ]);
  });

  it("is no sentence about a level", async () => {
    const help = (text: string) => `parser.add("--policy-level", help="${text}")\n`;
    expect(
      await saidBy("visibility", { "rules/run.py": [help("level of the policy, 30 by default"), help("level of it")] }),
    ).toEqual([]);
  });

  it("is not a switch that it asks", async () => {
    const rule = (name: string) => `object StaleRule extends Rule {\n  override def rules = Seq(${name})\n}\n`;
    expect(
      await saidBy("visibility", { "rules/Stale.scala": [rule("EnableStaleParam"), rule("EnableOldParam")] }),
    ).toEqual([]);
  });

  it("of which the list has another name alone is no finding", () => {
    const side = (name: string) => [list(name, ["AgeFilter", "SafetyFilter", "VideoFilter"])];
    expect(told(visibility, examined("home.rs", ["pipeline"], side("filters"), side("all_filters")))).toEqual([]);
  });

  it("that is open on failure now is R4", () => {
    const side = (item: string) => [list("filters", ["AgeFilter", item])];
    const file = examined(
      "home.rs",
      ["pipeline"],
      side("SafetyFilter ( FailClosed )"),
      side("SafetyFilter ( FailOpen )"),
    );
    expect(told(visibility, file)).toEqual(["R4 pipeline.on-error: SafetyFilter on failure: closed → open"]);
  });
});

describe("a rule", () => {
  const rule = (body: string) => definition("NsfwRule", body, { sort: "rule" });

  it("with another action says both", () => {
    const file = examined("rules/a.scala", ["visibility"], [rule("Drop ( Nsfw )")], [rule("Interstitial ( Nsfw )")]);
    expect(told(visibility, file)).toEqual(["R3 param.changed: Rule NsfwRule drop → interstitial"]);
  });

  it("that is gone is R4", () => {
    expect(told(visibility, examined("rules/a.scala", ["visibility"], [rule("Drop ( Nsfw )")], []))).toEqual([
      "R4 pipeline.removed: Rule NsfwRule is gone",
    ]);
  });

  it("with another condition around its action is R3", () => {
    const side = (when: string) => [branch(when, "drop ( post )", { within: ["decide"] })];
    const file = examined("rules/a.py", ["visibility"], side("score > 0.5"), side("score > 0.5 and not trusted"));
    expect(told(visibility, file)).toEqual(["R3 param.changed: Condition of drop is another one"]);
  });
});

describe("a policy level", () => {
  it("that is another one is R4", () => {
    const side = (level: string) => [setting("safetyLevel", level, { as: "argument", callee: "hydrate" })];
    const file = examined("a.scala", ["pipeline"], side("SafetyLevel.TimelineHome"), side("SafetyLevel.FilterNone"));
    expect(told(visibility, file)).toEqual([
      "R4 param.changed: hydrate safety level SafetyLevel.TimelineHome → SafetyLevel.FilterNone",
    ]);
  });
});

describe("an option at a call", () => {
  it("by which what expired stays in is R3", () => {
    const side = (value: string) => [setting("includeExpired", value, { as: "argument", callee: "store.query" })];
    expect(told(visibility, examined("a.go", ["pipeline"], side("false"), side("true")))).toEqual([
      "R3 param.changed: Option includeExpired of store.query: false → true",
    ]);
  });
});
