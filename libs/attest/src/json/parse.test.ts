import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectors } from "@countersign/testkit";
import { parseBase64 } from "../base64.ts";
import { concat, decodeUtf8, encodeUtf8 } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { canonicalText, formatCanonical } from "./format.ts";
import { parseCanonical, parseStrict } from "./parse.ts";

const jcs = vectors("jcs");
const withCode = (code: string) => expect.objectContaining({ code });

describe("parsing canonical JSON", () => {
  it("reads back everything that can be written", () => {
    fc.assert(
      fc.property(jsonValue(), (value) => {
        const bytes = formatCanonical(value);
        expect(parseCanonical(bytes)).toEqual(value);
        expect(canonicalText(parseStrict(bytes))).toBe(decodeUtf8(bytes));
      }),
    );
  });

  it("J1 refuses every changed byte, or it means something else", () => {
    fc.assert(
      fc.property(jsonValue(), fc.nat(), fc.integer({ min: 1, max: 255 }), (value, where, flip) => {
        const bytes = formatCanonical(value);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const read = valueOrError(bytes);
        if (read instanceof Error) expect(read).toBeInstanceOf(AttestError);
        else expect(formatCanonical(read.value)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a blank", '{"a": 1}'],
    ["a newline at the end", "{}\n"],
    ["another order", '{"b":1,"a":2}'],
    ["another order inside a member", '{"a":{"c":1,"b":2}}'],
    ["numeric names in numeric order", '{"9":1,"10":2}'],
    ["a needless escape", '"\\u0061"'],
    ["an escaped slash", '"\\/"'],
    ["upper-case digits in an escape", '"\\u001F"'],
  ])("refuses good JSON with %s", (_what, text) => {
    expect(() => parseCanonical(encodeUtf8(text))).toThrow(withCode("attest.json-not-canonical"));
    expect(() => parseStrict(encodeUtf8(text))).not.toThrow();
  });

  it.each(["1.5", "-1", "9007199254740992"])(
    "J1 refuses the number %s inside a member, which prints as itself",
    (number) => {
      const code = number.length > 4 ? "attest.json-number-range" : "attest.json-number";
      expect(() => parseCanonical(encodeUtf8(`{"a":{"b":${number}}}`))).toThrow(withCode(code));
      expect(() => parseCanonical(encodeUtf8(`{"a":[${number}]}`))).toThrow(withCode(code));
    },
  );

  it("reads every short escape as the character that it stands for", () => {
    const spelled = String.raw`"\"\\\/\b\f\n\r\t"`;
    expect(parseStrict(encodeUtf8(spelled))).toBe('"\\/\b\f\n\r\t');
  });

  it("keeps a member called __proto__ as an own member that changes no prototype", () => {
    const bytes = encodeUtf8('{"__proto__":{"x":1},"a":2}');
    for (const value of [parseCanonical(bytes), parseStrict(bytes)]) {
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(Object(value))).toEqual(["__proto__", "a"]);
    }
  });

  it("names the area of the caller in its codes", () => {
    expect(() => parseCanonical(encodeUtf8("{"), "bundle")).toThrow(withCode("bundle.json-end"));
    expect(() => parseCanonical(encodeUtf8("{ }"), "bundle")).toThrow(withCode("bundle.json-not-canonical"));
  });

  it("says where in the text the error is", () => {
    expect(() => parseCanonical(encodeUtf8('{"a":1,"a":2}'))).toThrow('member "a" is given twice (character 10)');
  });
});

describe("J1 strict JSON refuses", () => {
  it.each([
    ["a duplicate member", '{"a":1,"a":1}', "attest.duplicate-key"],
    ["a duplicate after unescaping", '{"a":1,"\\u0061":1}', "attest.duplicate-key"],
    ["a second __proto__", '{"__proto__":1,"__proto__":1}', "attest.duplicate-key"],
    ["an exponent", "1e3", "attest.json-number"],
    ["minus zero", "-0", "attest.json-number"],
    ["a fraction", "1.0", "attest.json-number"],
    ["a leading zero", "01", "attest.json-number"],
    ["hexadecimal", "0x10", "attest.json-number"],
    ["2^53", "9007199254740992", "attest.json-number-range"],
    ["a number of 400 digits", "9".repeat(400), "attest.json-number-range"],
    ["a lone surrogate", '"\\ud83d"', "attest.json-surrogate"],
    ["bytes after the document", "{}x", "attest.json-trailing"],
    ["65 levels", "[".repeat(65) + "]".repeat(65), "attest.json-depth"],
    ["10 000 levels", "[".repeat(10_000) + "]".repeat(10_000), "attest.json-depth"],
    ["10 000 levels of objects", '{"a":'.repeat(10_000), "attest.json-depth"],
    ["a bare control character", '"\n"', "attest.json-control"],
    ["an unknown escape", '"\\x41"', "attest.json-escape"],
    ["an escape of three digits", '"\\u041"', "attest.json-escape"],
    ["an escape with a sign", '"\\u+041"', "attest.json-escape"],
    ["a string without end", '"a', "attest.json-end"],
    ["a cut escape", '"\\', "attest.json-escape"],
    ["an object without end", '{"a":1', "attest.json-end"],
    ["nothing at all", "", "attest.json-end"],
    ["a trailing comma", "[1,]", "attest.json-syntax"],
    ["a missing comma", "[1 2]", "attest.json-syntax"],
    ["a bare name", "{a:1}", "attest.json-syntax"],
    ["capitals", "True", "attest.json-syntax"],
    ["a plus sign", "+1", "attest.json-syntax"],
    ["a no-break space", "[\u00a0]", "attest.json-syntax"],
  ])("%s", (_what, text, code) => {
    expect(() => parseStrict(encodeUtf8(text))).toThrow(withCode(code));
    expect(() => parseCanonical(encodeUtf8(text))).toThrow(withCode(code));
  });

  it("a byte order mark", () => {
    const bytes = concat(Uint8Array.of(0xef, 0xbb, 0xbf), encodeUtf8("{}"));
    expect(() => parseCanonical(bytes)).toThrow(withCode("attest.json-bom"));
  });

  it.each([[[0xff]], [[0xc0, 0xaf]], [[0xed, 0xa0, 0x80]]])("bytes %j that are not UTF-8", (bytes) => {
    const quoted = Uint8Array.of(0x22, ...bytes, 0x22);
    expect(() => parseCanonical(quoted)).toThrow(withCode("attest.json-utf8"));
  });
});

type StrictCase = { name: string; inputBase64: string } & (
  | { expect: "valid"; canonical: string }
  | { expect: "invalid" }
);

describe.skipIf(!jcs.present)("J1 vectors jcs/strict.json (skipped: no vectors)", () => {
  const cases = jcs.present ? jcs.json<{ cases: StrictCase[] }>("strict.json").cases : [];
  it.each(cases)("$expect: $name", (each) => {
    const bytes = parseBase64(each.inputBase64);
    if (each.expect === "invalid") {
      expect(() => parseStrict(bytes)).toThrow(AttestError);
      expect(() => parseCanonical(bytes)).toThrow(AttestError);
      return;
    }
    expect(canonicalText(parseStrict(bytes))).toBe(each.canonical);
    const isCanonical = decodeUtf8(bytes) === each.canonical;
    if (isCanonical) expect(canonicalText(parseCanonical(bytes))).toBe(each.canonical);
    else expect(() => parseCanonical(bytes)).toThrow(withCode("attest.json-not-canonical"));
  });
});

function valueOrError(bytes: Uint8Array) {
  try {
    return { value: parseCanonical(bytes) };
  } catch (error) {
    return error instanceof Error ? error : new Error("not an error");
  }
}

function jsonValue() {
  const text = fc.string({ unit: "binary" });
  return fc
    .letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.maxSafeNat(),
        text,
        fc.array(tie("value")),
        fc.dictionary(fc.oneof(text, fc.constantFrom("__proto__", "10", "9")), tie("value"), { noNullPrototype: true }),
      ),
    }))
    .value.map((value) => JSON.parse(JSON.stringify(value)));
}
