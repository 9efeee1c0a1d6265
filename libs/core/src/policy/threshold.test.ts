import { describe, expect, it } from "vitest";
import { thresholdMet, unmet } from "./threshold.ts";

const acme = { organisation: "acme", people: ["olga", "otto", "paul"], count: 2 };
const oracle = { organisation: "oracle", people: ["dana"], count: 1 };

describe("thresholds", () => {
  it("are met when each has enough of its people", () => {
    expect(thresholdMet([acme, oracle], ["olga", "paul", "dana"])).toBe(true);
    expect(thresholdMet([acme, oracle], ["olga", "otto", "paul"])).toBe(false);
  });

  it("F2 count people once, and only those named", () => {
    expect(thresholdMet([acme], ["olga", "olga"])).toBe(false);
    expect(thresholdMet([acme], ["olga", "mallory"])).toBe(false);
    expect(thresholdMet([{ ...acme, people: ["olga", "olga"] }], ["olga"])).toBe(false);
  });

  it("are not met where there are none", () => {
    expect(thresholdMet([], ["olga"])).toBe(false);
  });

  it("say who is missing", () => {
    expect(unmet([acme, oracle], ["dana", "otto"])).toEqual([{ ...acme, missing: 1, from: ["olga", "paul"] }]);
  });
});
