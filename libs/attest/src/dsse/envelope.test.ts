import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { checkPayloadType, formatEnvelope, parseEnvelope, singleSignature } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const envelope: Envelope = {
  payloadType: "text/plain",
  payload: encodeUtf8("hello"),
  signatures: [{ keyid: "a", sig: Uint8Array.of(1, 2) }],
};
const printed = '{"payload":"aGVsbG8=","payloadType":"text/plain","signatures":[{"keyid":"a","sig":"AQI="}]}';

describe("an envelope", () => {
  it("is canonical JSON with padded base64", () => {
    expect(decodeUtf8(formatEnvelope(envelope))).toBe(printed);
    expect(parseEnvelope(encodeUtf8(printed))).toEqual(envelope);
  });

  it("reads back as it was written", () => {
    const text = fc.string({ unit: "binary" });
    const signatures = fc.array(fc.record({ keyid: text, sig: fc.uint8Array() }), { minLength: 1 });
    fc.assert(
      fc.property(fc.record({ payloadType: text, payload: fc.uint8Array(), signatures }), (each) => {
        expect(parseEnvelope(formatEnvelope(each))).toEqual(each);
      }),
    );
  });

  it("J10: has no more signatures than somebody could verify at once", () => {
    const many = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ keyid: "a", sig: "AQI=" })));
    const text = (count: number) => encodeUtf8(printed.replace(/\[.*\]/, many(count)));
    expect(parseEnvelope(text(1000)).signatures).toHaveLength(1000);
    expect(() => parseEnvelope(text(1001))).toThrow(withCode("attest.signature-limit"));
    const large = (item: string) => encodeUtf8(printed.replace(/\[.*\]/, `[${`${item},`.repeat(400_000)}0]`));
    for (const item of ["{}", "[]", "000"])
      expect(() => parseEnvelope(large(item))).toThrow(withCode("attest.signature-limit"));
    const long = { ...envelope, payload: new Uint8Array(2_000_000) };
    expect(parseEnvelope(formatEnvelope(long)).payload).toHaveLength(2_000_000);
  });

  it("leaves out a keyid that is empty and accepts no other spelling of that", () => {
    const nameless = { ...envelope, signatures: [{ keyid: "", sig: Uint8Array.of(1, 2) }] };
    expect(decodeUtf8(formatEnvelope(nameless))).toBe(printed.replace('"keyid":"a",', ""));
    const explicit = encodeUtf8(printed.replace('"a"', '""'));
    expect(() => parseEnvelope(explicit)).toThrow(withCode("attest.keyid"));
  });

  it.each([
    ["B18 no signature", '[{"keyid":"a","sig":"AQI="}]', "[]", "attest.signature-count"],
    ["J2 missing padding", "aGVsbG8=", "aGVsbG8", "attest.base64"],
    ["J2 stray bits", '"AQI="', '"AQJ="', "attest.base64"],
    ["an unknown member", '"signatures"', '"r":1,"signatures"', "attest.unknown-field"],
    ["an unknown member of a signature", '"sig"', '"s":1,"sig"', "attest.unknown-field"],
    ["a missing member", '"payloadType":"text/plain",', "", "attest.missing-field"],
    ["another type", '"aGVsbG8="', "1", "attest.field-type"],
    ["B19 two payloads", '{"payload"', '{"payload":"","payload"', "attest.duplicate-key"],
    ["bytes behind it", "}]}", "}]} {}", "attest.json-trailing"],
    ["a blank", ":[", ": [", "attest.json-not-canonical"],
  ])("is refused with %s", (_what, part, replacement, code) => {
    expect(() => parseEnvelope(encodeUtf8(printed.replace(part, replacement)))).toThrow(withCode(code));
  });

  it("J10 answers any one changed byte with a code or with what that spells", () => {
    const bytes = encodeUtf8(printed);
    for (const at of bytes.keys()) {
      for (const flip of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = bytes.with(at, (bytes[at] ?? 0) ^ flip);
        const answer = outcome(() => formatEnvelope(parseEnvelope(changed)));
        if (!(answer instanceof AttestError)) expect(answer).toEqual(changed);
      }
    }
  });

  it("cannot be written without a signature", () => {
    expect(() => formatEnvelope({ ...envelope, signatures: [] })).toThrow(withCode("attest.signature-count"));
  });
});

describe("what an envelope has to be", () => {
  it("B16 has the payload type that is wanted", () => {
    expect(() => checkPayloadType(envelope, "text/plain")).not.toThrow();
    expect(() => checkPayloadType(envelope, "text/Plain")).toThrow(withCode("attest.payload-type"));
  });

  it("B18 has one signature where one is wanted", () => {
    const [first] = envelope.signatures;
    expect(singleSignature(envelope)).toBe(first);
    const doubled = { ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] };
    expect(() => singleSignature(doubled)).toThrow(withCode("attest.signature-count"));
    expect(() => singleSignature({ ...envelope, signatures: [] })).toThrow(withCode("attest.signature-count"));
  });
});

function outcome<T>(act: () => T): T | unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
