import { describe, expect, it } from "vitest";
import { vectors } from "@countersign/testkit";
import { decodeUtf8 } from "../bytes.ts";
import { formatHex } from "../hex.ts";
import { canonicalText, formatCanonical } from "./format.ts";
import type { JsonValue } from "./value.ts";

const jcs = vectors("jcs");

describe("formatting canonical JSON", () => {
  it("sorts members by UTF-16 code units and leaves out blanks", () => {
    expect(canonicalText({ "\ufb33": 1, "😂": 2, 10: [true, null], 9: {}, "": "é\n" })).toBe(
      '{"":"é\\n","10":[true,null],"9":{},"😂":2,"\ufb33":1}',
    );
  });

  it("writes UTF-8", () => {
    expect(formatHex(formatCanonical("é"))).toBe("22c3a922");
  });

  it("writes a member called __proto__ as the own member that it is", () => {
    const value: JsonValue = JSON.parse('{"__proto__":{"x":1},"a":2}');
    expect(canonicalText(value)).toBe('{"__proto__":{"x":1},"a":2}');
  });

  it.each([1.5, -1, -0, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])("refuses the number %d", (value) => {
    expect(() => canonicalText({ value })).toThrow(expect.objectContaining({ code: "attest.json-number" }));
  });

  it.each([
    ["a value", "\ud83d"],
    ["another", ["x\ude02"]],
    ["a name", { "\ude02\ud83d": 1 }],
  ])("refuses a lone surrogate in %s", (_where, value) => {
    expect(() => canonicalText(value)).toThrow(expect.objectContaining({ code: "attest.json-surrogate" }));
  });

  it("refuses what is no JSON, even where a type was cast away", () => {
    const refused = expect.objectContaining({ code: "attest.json-value" });
    const smuggle = (value: unknown): JsonValue => Object.assign<{ [name: string]: JsonValue }, unknown>({}, { value });
    for (const value of [undefined, () => 1, 1n, Symbol("s"), new Date(0), new Uint8Array(1), new Map()]) {
      expect(() => canonicalText(smuggle(value))).toThrow(refused);
    }
    expect(() => canonicalText(Array<JsonValue>(2))).toThrow(refused);
  });

  it("writes 64 levels and refuses 65", () => {
    const nested = (levels: number): JsonValue => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(canonicalText(nested(64))).toHaveLength(129);
    expect(() => canonicalText(nested(65))).toThrow(expect.objectContaining({ code: "attest.json-depth" }));
  });
});

describe.skipIf(!jcs.present)("J1 published pairs of RFC 8785 (skipped: no vectors)", () => {
  it.each(["arrays", "structures", "weird"])("%s", (name) => {
    const formatted = formatCanonical(jcs.json<JsonValue>(`input/${name}.json`));
    expect(decodeUtf8(formatted)).toBe(jcs.text(`output/${name}.json`));
    expect(formatHex(formatted)).toBe(jcs.text(`outhex/${name}.txt`).replaceAll(/\s/g, ""));
  });
});
