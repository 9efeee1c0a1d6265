import { text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.ts";

describe("base64", () => {
  it("spells bytes as every other implementation does, and reads them back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it("reads one spelling only: whatever it reads, it writes back unchanged", () => {
    const almost = fc.string({ unit: fc.constantFrom(..."ABCDwxyz0189+/=-_ \n"), maxLength: 12 });
    fc.assert(
      fc.property(almost, (spelled) => {
        const bytes = decodeBase64(spelled);
        if (bytes !== undefined) expect(encodeBase64(bytes)).toBe(spelled);
      }),
      { numRuns: 5000 },
    );
  });

  it.each(["YQ", "YQ=", "YR==", "YWJ=", "YW-_", "YQ==\n", " YQ==", "Y Q=", "====", "=", "YQ==YQ==", "YQ=a", "Ａ==="])(
    "J2 refuses %j",
    (spelled) => {
      expect(decodeBase64(spelled)).toBeUndefined();
    },
  );

  it("reads the empty text as no bytes", () => {
    expect(decodeBase64("")).toEqual(text(""));
  });
});
