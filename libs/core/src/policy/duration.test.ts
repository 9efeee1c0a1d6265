import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration, spellDuration } from "./duration.ts";

describe("a duration", () => {
  it.each([
    ["PT15M", 900],
    ["PT24H", 86_400],
    ["P30D", 2_592_000],
    ["P1DT12H30M5S", 131_405],
    ["PT0S", 0],
    ["P0D", 0],
  ])("%s has %d seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    "",
    "P",
    "PT",
    "P1DT",
    "1D",
    "P1W",
    "P1M",
    "P1Y",
    "PT1.5H",
    "-PT1H",
    "PT+1H",
    "PT01H",
    "PT1M1H",
    "PT1H ",
    "pt1h",
    "P1D\n",
    "PT99999999999S",
    "P1H",
    "PT1D",
    "PT١H",
  ])("is not %j", (text) => {
    expect(() => parseDuration(text)).toThrow("policy.duration");
  });

  it("is what was formatted", () => {
    fc.assert(fc.property(fc.nat(10_000_000_000), (seconds) => parseDuration(formatDuration(seconds)) === seconds));
    expect(formatDuration(129_600)).toBe("P1DT12H");
  });

  it("is spelled in words", () => {
    expect(spellDuration(86_400)).toBe("1 day");
    expect(spellDuration(129_660)).toBe("1 day and 12 hours and 1 minute");
    expect(spellDuration(0)).toBe("no time");
  });
});
