import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, differByPart, normalDecimal, ratioAtLeast, sign } from "./decimal.ts";

describe("a number as sources spell it", () => {
  it.each([
    ["12", "12"],
    ["12L", "12"],
    ["12.50", "12.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-0.0", "0"],
    ["+7", "7"],
    ["−74", "-74"],
    ["007", "7"],
    ["1_000_000", "1000000"],
    ["1'000'000", "1000000"],
    ["1_u8", "1"],
    ["3usize", "3"],
    ["0.75f64", "0.75"],
    ["1.5F", "1.5"],
    ["2d", "2"],
    ["10n", "10"],
    ["18446744073709551615ull", "18446744073709551615"],
    ["0xFFu8", "255"],
    ["0x1f", "31"],
    ["0x1d", "29"],
    ["0xFFL", "255"],
    ["0b1010", "10"],
    ["0o17", "15"],
    ["1e6", "1000000"],
    ["7.1e-4", "0.00071"],
    ["1E+3f", "1000"],
    ["24 * 14", "336"],
    ["24*60 * 60L * 1_000L", "86400000"],
    ["(1 + 2) * -3", "-9"],
    ["1 << 20", "1048576"],
    ["2 - 3 - 4", "-5"],
    ["1e3-1", "999"],
  ])("%s is %s", (text, decimal) => {
    expect(normalDecimal(text)).toBe(decimal);
  });

  it.each([
    ["", "nothing"],
    ["-", "a mark"],
    ["14.days", "a duration"],
    ["30s", "a duration"],
    ["5m", "a duration"],
    ["1.2.3", "a version"],
    ["n * 2", "a name"],
    ["6 / 2", "a division"],
    ["0.5 * 3", "arithmetic that is not of whole numbers"],
    ["1j", "an imaginary number"],
    ["1e999", "too large to write out"],
    ["1 << 100000", "too large to write out"],
    ["(1", "unfinished"],
    ["1 2", "two numbers"],
    ["1)", "closed without having been opened"],
    ["NaN", "no number"],
    ["9".repeat(300), "too long"],
  ])("%s is none: %s", (text) => {
    expect(normalDecimal(text)).toBeUndefined();
  });

  it("has no type in a document", () => {
    expect([normalDecimal("14d", "data"), normalDecimal("10L", "data"), normalDecimal("0x1f", "data")]).toEqual([
      undefined,
      undefined,
      "31",
    ]);
  });

  it("never throws, and its normal form is its own", () => {
    const spelled = fc.string({ unit: fc.constantFrom(..."0123456789._'eExXLfdu+-*<() a"), maxLength: 30 });
    fc.assert(
      fc.property(spelled, (text) => {
        const decimal = normalDecimal(text);
        return decimal === undefined || (decimal === normalDecimal(decimal) && /^-?\d+(?:\.\d*[1-9])?$/.test(decimal));
      }),
    );
  });
});

describe("decimals", () => {
  it("are ordered exactly", () => {
    expect([
      compare("0.1", "0.10000000000000001"),
      compare("-2", "1"),
      compare("10", "9.5"),
      compare("3", "3"),
    ]).toEqual([-1, -1, 1, 0]);
    expect([sign("-0.1"), sign("0"), sign("3")]).toEqual([-1, 0, 1]);
  });

  it.each([
    ["12", "6", "2", true],
    ["6", "12", "2", true],
    ["12", "6.01", "2", false],
    ["0.3", "0.1", "3", true],
    ["-12", "6", "2", true],
    ["0", "0.001", "2", true],
    ["0", "0", "2", false],
    ["3", "2", "1.5", true],
    ["3", "3", "1.5", false],
  ])("%s and %s are %s times apart: %s", (a, b, n, apart) => {
    expect(ratioAtLeast(a, b, n)).toBe(apart);
  });

  it.each([
    ["0", "0.1", "1", true],
    ["0.1", "0", "1", true],
    ["0", "0.099", "1", false],
    ["20", "30", "100", true],
    ["-5", "5", "100", true],
    ["0", "9.99", "100", false],
    ["0", "1000", "10000", true],
  ])("%s and %s differ by a tenth of %s: %s", (a, b, whole, apart) => {
    expect(differByPart(a, b, whole, 10n)).toBe(apart);
  });
});
