import { describe, expect, it } from "vitest";
import { call, comparison, examined, setting } from "../../examined.testing.ts";
import { told } from "../detect.testing.ts";
import { nondeterminism } from "./nondeterminism.ts";

describe("a draw at random", () => {
  it("without a seed is R2, in enforcement R3", () => {
    const draw = [call("random.random", [])];
    expect(told(nondeterminism, examined("scorers/cold-start.py", ["score"], [], draw))).toEqual([
      "R2 nondeterminism.random: Draws at random: random.random, without a seed",
    ]);
    expect(told(nondeterminism, examined("flows/child_safety/policy.py", ["filter"], [], draw))).toEqual([
      "R3 nondeterminism.random: Draws at random: random.random, without a seed",
    ]);
  });

  it("may be handed its generator", () => {
    expect(told(nondeterminism, examined("a.rs", ["score"], [], [call("distribution.sample", ["rng"])]))).toHaveLength(
      1,
    );
  });

  it.each([
    ["time.sleep_with_jitter.random", ["retry"]],
    ["uuid.random", []],
    ["dataset.sample", []],
    ["sampler.choice", []],
  ])("is not %s", (callee, within) => {
    expect(told(nondeterminism, examined("a.py", ["score"], [], [call(callee, [], { within })]))).toEqual([]);
  });

  it("that was there before is no finding", () => {
    expect(
      told(nondeterminism, examined("a.py", ["score"], [call("random.random", [])], [call("random.random", ["2"])])),
    ).toEqual([]);
  });
});

describe("a generator", () => {
  const lost = (before: readonly string[], after: readonly string[], callee = "Random") =>
    told(
      nondeterminism,
      examined("a.scala", ["score"], [call(callee, before)], [call(callee, after)], { words: "random" }),
    );

  it("that loses its seed is R2", () => {
    expect(lost(["9696"], [])).toEqual(["R2 nondeterminism.random: Random(9696) loses its seed: Random()"]);
    expect(lost(["7"], ["None"], "np.random.RandomState")).toHaveLength(1);
  });

  it("that is seeded by the clock has no seed", () => {
    expect(lost(["7"], ["time . Now ( )"], "rand.NewSource")).toHaveLength(1);
  });

  it("with another seed, or with its first one, is none", () => {
    expect(lost(["7"], ["8"])).toEqual([]);
    expect(lost([], ["8"])).toEqual([]);
  });

  it("loses its seed with the call that gave it", () => {
    const side = (words: string) =>
      told(nondeterminism, examined("a.py", ["score"], [call("random.seed", ["42"])], [], { words }));
    expect(side("shuffle")).toEqual(["R2 nondeterminism.random: seed(42) loses its seed: removed"]);
    expect(side("sort")).toEqual([]);
  });
});

describe("a date", () => {
  it("that is compared with the clock, or begins or ends something, is told", () => {
    const facts = [comparison("Instant.now()", "<", '"2026-10-04"'), setting("election_day", '"2026-10-04"')];
    expect(told(nondeterminism, examined("filters/a.rs", ["filter"], [], facts))).toEqual([
      "R2 nondeterminism.date: Behaves otherwise by date: 2026-10-04",
      "R2 nondeterminism.date: Behaves otherwise by date: 2026-10-04",
    ]);
  });

  it("that says when something was written is none", () => {
    expect(
      told(nondeterminism, examined("a.yaml", ["params"], [], [setting("version", '"2026-08-13"', { as: "config" })])),
    ).toEqual([]);
  });
});
