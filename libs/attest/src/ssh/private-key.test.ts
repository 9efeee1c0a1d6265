import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { testKey } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttestError } from "../error.ts";
import { disclose, enclose } from "./armor.ts";
import { formatPrivateKey, parsePrivateKey } from "./private-key.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const { seed, publicKey } = testKey("dana");
const text = formatPrivateKey(nodeCrypto, { seed, comment: "dana", checkInt: 0x01020304 });
const blob = disclose("OPENSSH PRIVATE KEY", text);
const parse = (changed: Uint8Array) => parsePrivateKey(nodeCrypto, enclose("OPENSSH PRIVATE KEY", changed));

describe("private key files", () => {
  it.each([
    ["node", nodeCrypto],
    ["noble", nobleCrypto],
  ])("read back as they were written on %s", (_name, crypto) => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(2 ** 32 - 1), (comment, checkInt) => {
        const printed = formatPrivateKey(crypto, { seed, comment, checkInt });
        expect(parsePrivateKey(crypto, printed)).toEqual({ seed: new Uint8Array(seed), publicKey, comment });
      }),
      { numRuns: 20 },
    );
  });

  // Offsets of the fields in a file whose comment is "dana"; see PROTOCOL.key.
  it.each([
    ["magic", 0, 0x01, "attest.private-key-magic"],
    ["name of the cipher", 19, 0x01, "attest.key-encrypted"],
    ["name of the key derivation", 27, 0x01, "attest.key-encrypted"],
    ["number of keys", 38, 0x03, "attest.private-key-count"],
    ["public key", 65, 0x01, "attest.key-mismatch"],
    ["first check number", 98, 0x01, "attest.private-key-check"],
    ["second check number", 102, 0x01, "attest.private-key-check"],
    ["type of the key", 110, 0x01, "attest.private-key-type"],
    ["length of the public key", 124, 0x01, "attest.private-key-length"],
    ["seed", 161, 0x01, "attest.key-mismatch"],
    ["public key behind the seed", 193, 0x01, "attest.key-mismatch"],
    ["comment", 229, 0x80, "attest.private-key-text"],
    ["padding", 233, 0x01, "attest.private-key-padding"],
  ])("are refused with another %s", (_what, at, flip, code) => {
    expect(() => parse(blob.with(at, (blob[at] ?? 0) ^ flip))).toThrow(withCode(code));
  });

  it("are refused with more or less padding than needed, or bytes behind it", () => {
    expect(() => parse(blob.slice(0, -1))).toThrow(withCode("attest.private-key-length"));
    expect(() => parse(Uint8Array.of(...blob, 0))).toThrow(withCode("attest.private-key-trailing"));
    expect(() => parse(blob.slice(0, -1).with(97, (blob[97] ?? 0) - 1))).toThrow(
      withCode("attest.private-key-padding"),
    );
  });

  it("J10 answer each changed byte with a code, or hold another comment", () => {
    for (const at of blob.keys()) {
      try {
        expect(parse(blob.with(at, (blob[at] ?? 0) ^ 0x20)).comment).not.toBe("dana");
      } catch (error) {
        if (!(error instanceof AttestError)) throw error;
      }
    }
  });
});
