import { describe, expect, it } from "vitest";
import { branch, call, comparison, definition, examined } from "../../examined.testing.ts";
import { told } from "../detect.testing.ts";
import { guardAdded } from "../guard-added/guard-added.ts";
import { guardRemoved } from "./guard-removed.ts";

describe("a guard", () => {
  const muted = branch("! viewer . muted ( author )", "feed . push ( post )", { within: ["following"] });
  const words = { words: "feed push post" };

  it("of a person that is gone while its body stays is R4; added, it is good news", () => {
    const file = examined(
      "pipeline/following.ts",
      ["pipeline"],
      [muted],
      [definition("following", "feed . push ( post )")],
      words,
    );
    expect(told(guardRemoved, file)).toEqual(["R4 guard.removed: No longer asked: ! viewer . muted ( author )"]);
    const reverse = examined("pipeline/following.ts", ["pipeline"], [definition("following", "x")], [muted], words);
    expect(told(guardAdded, reverse)).toEqual(["R1 guard.added: Newly asked: ! viewer . muted ( author )"]);
  });

  it("that is a kill switch is R4", () => {
    const kill = branch("flags . killSwitch ( )", "return [ ]");
    expect(told(guardRemoved, examined("a.ts", ["pipeline"], [kill], [definition("a", "b")]))).toEqual([
      "R4 guard.removed: No longer asked: flags . killSwitch ( )",
    ]);
  });

  it("that goes with what it guarded is none", () => {
    const file = examined("a.ts", ["pipeline"], [muted], [definition("a", "b")], { words: "nothing" });
    expect(told(guardRemoved, file)).toEqual([]);
  });

  it("that is asked by another name or in another file still stands", () => {
    const other = branch("viewer . hasMuted ( author )", "skip", { within: ["other"] });
    expect(told(guardRemoved, examined("a.ts", ["pipeline"], [muted], [other], words))).toEqual([]);
    const files = [
      examined("a.ts", ["pipeline"], [muted], [definition("a", "b")], words),
      examined("b.ts", ["pipeline"], [definition("b", "c")], [{ ...muted, within: ["b"] }], words),
    ];
    expect(told(guardRemoved, ...files)).toEqual([]);
  });

  it("may be a bound in rules of a language that nobody knows", () => {
    const age = comparison("author.account_age", ">=", "30", { by: "tokens" });
    expect(told(guardRemoved, examined("rules/eligibility.lmr", ["filter"], [age], [definition("a", "b")]))).toEqual([
      "R3 guard.removed: No longer asked: author.account_age >= 30",
    ]);
  });

  it("in a test is none", () => {
    expect(
      told(guardRemoved, examined("a_test.ts", ["pipeline", "test"], [muted], [definition("a", "b")], words)),
    ).toEqual([]);
  });
});

describe("an error", () => {
  const fails = (text: string) => [branch("e", text, { sort: "error", within: ["check"] })];

  it("that lets candidates through now is R3, and the other way round good news", () => {
    expect(
      told(guardRemoved, examined("a.py", ["filter"], fails("return reject ( )"), fails("return allow ( )"))),
    ).toEqual(["R3 guard.open: On an error in check, candidates go on"]);
    expect(
      told(guardAdded, examined("a.py", ["filter"], fails("return allow ( )"), fails("return reject ( )"))),
    ).toEqual(["R1 guard.added: On an error in check, candidates stop"]);
  });

  it("for which something else is taken, unseen, in a function that was there before", () => {
    const swallow = call("expand.unwrap_or_else", ["| _ | ancestors"], { within: ["hydrate"] });
    const file = examined("a.rs", ["feature"], [definition("hydrate", "a")], [definition("hydrate", "b"), swallow]);
    expect(told(guardRemoved, file)).toEqual(["R3 guard.open: On an error in hydrate, candidates go on"]);
    expect(told(guardRemoved, examined("a.rs", ["feature"], [], [definition("hydrate", "b"), swallow]))).toEqual([]);
  });
});
