import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { testKey, text, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parseBase64 } from "../base64.ts";
import { parseHex } from "../hex.ts";
import { parseEnvelope } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { formatMachineKey, parseMachineKey } from "./machine-key.ts";
import { signEnvelope, verifyMachineSignature } from "./machine.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const implementations = [
  ["node", nodeCrypto],
  ["noble", nobleCrypto],
] as const;
const service = testKey("service");
const other = testKey("other");

describe.each(implementations)("a machine's signature on %s", (_name, crypto) => {
  const envelope = signEnvelope(crypto, { seed: service.seed, keyid: "x", payloadType: "t", payload: text("hello") });
  const verify = (changed: Partial<Envelope>, keys = [other.publicKey, service.publicKey]) =>
    verifyMachineSignature(crypto, { envelope: { ...envelope, ...changed }, payloadType: "t", keys });
  const signatureOf = (sig: Uint8Array) => ({ signatures: [{ keyid: "x", sig }] });
  const sig = envelope.signatures[0]?.sig ?? new Uint8Array();

  it("verifies under one of the keys, whatever the keyid says", () => {
    expect(verify({ signatures: [{ keyid: "other", sig }] })).toEqual({
      key: service.publicKey,
      payload: text("hello"),
    });
  });

  it("is not that of another key, nor of no key", () => {
    expect(() => verify({}, [other.publicKey])).toThrow(withCode("attest.signature"));
    expect(() => verify({}, [])).toThrow(withCode("attest.signature"));
  });

  it("B13 does not cover another payload", () => {
    expect(() => verify({ payload: text("hallo") })).toThrow(withCode("attest.signature"));
  });

  it("B16 does not cover another payload type", () => {
    expect(() => verify({ payloadType: "u" })).toThrow(withCode("attest.payload-type"));
  });

  it("B18 is one", () => {
    expect(() => verify({ signatures: [] })).toThrow(withCode("attest.signature-count"));
    expect(() => verify({ signatures: [...envelope.signatures, ...envelope.signatures] })).toThrow(
      withCode("attest.signature-count"),
    );
  });

  it("B22 has one spelling: S + L is refused", () => {
    expect(() => verify(signatureOf(withOrderAdded(sig)))).toThrow(withCode("attest.signature"));
  });

  it("B22 is not taken from a key that others can sign for", () => {
    const identity = new Uint8Array(32).with(0, 1);
    expect(() => verify({}, [service.publicKey, identity])).toThrow(withCode("attest.weak-key"));
  });

  it("has 64 bytes", () => {
    expect(() => verify(signatureOf(sig.subarray(1)))).toThrow(withCode("attest.signature-length"));
  });
});

describe("a machine's key", () => {
  it("is written as ed25519:<base64>", () => {
    const printed = formatMachineKey(service.publicKey);
    expect(printed).toMatch(/^ed25519:[A-Za-z0-9+/]{43}=$/);
    expect(parseMachineKey(printed)).toEqual(service.publicKey);
  });

  it.each(["", "ed25519:", "ed25519:AAAA", "ED25519:", "rsa:AAAA", formatMachineKey(service.publicKey).slice(0, -1)])(
    "is not %j",
    (printed) => {
      expect(() => parseMachineKey(printed)).toThrow(withCode("attest.machine-key"));
    },
  );

  it("B22 is not one that others can sign for", () => {
    expect(() => parseMachineKey(formatMachineKey(new Uint8Array(32)))).toThrow(withCode("attest.weak-key"));
  });
});

type EnvelopeVectors = {
  keys: { [name: string]: { publicKeyHex: string } };
  trusted: string[];
  payloadType: string;
  payloadBase64: string;
  cases: { name: string; envelope: string; trusted?: string[]; expect: { countersign: string } }[];
};

/** The code of each refusal; `unspecified` cases are refused too. */
const CODES: { readonly [name: string]: string } = {
  "URL-safe base64 with padding": "attest.base64",
  "unknown members are ignored": "attest.json-not-canonical",
  "whitespace between tokens": "attest.json-not-canonical",
  "members in another order": "attest.json-not-canonical",
  "two good signatures of two keys": "attest.signature-count",
  "the same signature twice": "attest.signature-count",
  "first signature bad, second good": "attest.signature-count",
  "one bit of the signature flipped": "attest.signature",
  "signature of a key that is not trusted": "attest.signature",
  "signature cut to 63 bytes": "attest.signature-length",
  "signature with one byte more": "attest.signature-length",
  "empty signature": "attest.signature-length",
  "no signatures": "attest.signature-count",
  "signatures missing": "attest.missing-field",
  "signatures is an object": "attest.field-type",
  "sig is not a string": "attest.field-type",
  "payload missing": "attest.missing-field",
  "payloadType missing": "attest.missing-field",
  "another payloadType than the signed one": "attest.payload-type",
  "payloadType in other case": "attest.payload-type",
  "one byte of the payload changed": "attest.signature",
  "payload re-serialised (same JSON, other bytes)": "attest.signature",
  "signature over the raw body instead of the pae": "attest.signature",
  "signature over a pae whose lengths count characters": "attest.signature",
  "signature over the base64 of the payload": "attest.signature",
  "payload is not base64": "attest.base64",
  "payload has a newline inside the base64": "attest.base64",
  "payload mixes both alphabets": "attest.base64",
  "signature without padding": "attest.base64",
  "signature with stray bits in the last base64 character": "attest.base64",
  "duplicate member payload": "attest.duplicate-key",
  "bytes after the document": "attest.json-trailing",
  "not JSON": "attest.json-syntax",
  "an array of envelopes": "attest.field-type",
};

const dsse = vectors("dsse");

describe.skipIf(!dsse.present)("DSSE vectors dsse/envelopes.json (skipped: no vectors)", () => {
  const file = dsse.present ? dsse.json<EnvelopeVectors>("envelopes.json") : undefined;

  describe.each(implementations)("on %s", (_name, crypto) => {
    it.each(file?.cases ?? [])("$expect.countersign: $name", (each) => {
      const trusted = each.trusted ?? file?.trusted ?? [];
      const keys = trusted.map((name) => parseHex(file?.keys[name]?.publicKeyHex ?? ""));
      const payloadType = file?.payloadType ?? "";
      const answer = () =>
        verifyMachineSignature(crypto, { envelope: parseEnvelope(text(each.envelope)), payloadType, keys });
      if (each.expect.countersign === "valid")
        expect(answer().payload).toEqual(parseBase64(file?.payloadBase64 ?? "?"));
      else expect(answer).toThrow(withCode(CODES[each.name] ?? "a code for every case"));
    });
  });
});

/** The same signature with S + L for S, where L is the order of the base point (RFC 8032 §5.1). */
function withOrderAdded(signature: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const bytes = signature.slice();
  let carry = order;
  for (let at = 32; at < 64; at += 1) {
    carry += BigInt(bytes[at] ?? 0);
    bytes[at] = Number(carry & 255n);
    carry >>= 8n;
  }
  return bytes;
}
