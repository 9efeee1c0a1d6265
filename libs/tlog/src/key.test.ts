import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import {
  COSIGNATURE,
  ED25519,
  checkDistinct,
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  signerKey,
  verifierKey,
} from "./key.ts";
import { CRYPTOS, codeOf, logSigner, witnessSigner } from "./test-log.testing.ts";

const VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

describe.each(CRYPTOS)("note keys on %s", (_name, crypto) => {
  it("read and write the example of the specification", () => {
    const key = parseVerifierKey(crypto, VKEY);
    expect(key).toMatchObject({ name: "example.com/foo", id: 0x530d903a, type: ED25519 });
    expect(formatVerifierKey(key)).toBe(VKEY);
  });

  it("have another id for another type", () => {
    const { seed } = testKey("a");
    const [log, witness] = [signerKey(crypto, "a", ED25519, seed), signerKey(crypto, "a", COSIGNATURE, seed)];
    expect(log.publicKey).toEqual(witness.publicKey);
    expect(log.id).not.toBe(witness.id);
    for (const key of [log, witness]) {
      expect(formatSignerKey(parseSignerKey(crypto, formatSignerKey(key)))).toBe(formatSignerKey(key));
      expect(formatVerifierKey(parseVerifierKey(crypto, formatVerifierKey(key)))).toBe(formatVerifierKey(key));
    }
  });
});

describe("a verifier key", () => {
  it.each<[string, string, string]>([
    ["of two parts", "example.com/foo+530d903a", "log.key-form"],
    ["with an empty name", VKEY.replace("example.com/foo", ""), "log.key-name"],
    ["with a blank in its name", VKEY.replace("foo", "a b"), "log.key-name"],
    ["with a tab in its name", VKEY.replace("foo", "a\tb"), "log.key-name"],
    ["with a control character in its name", VKEY.replace("foo", "a\u0001b"), "log.key-name"],
    ["with an id in capitals", VKEY.replace("530d903a", "530D903A"), "log.key-id"],
    ["with an id of seven digits", VKEY.replace("530d903a", "530d903"), "log.key-id"],
    ["with the id of another key", VKEY.replace("530d903a", "530d903b"), "log.key-mismatch"],
    ["under another name", VKEY.replace("foo", "bar"), "log.key-mismatch"],
    ["with another key", VKEY.replace("AekyeRrm", "AekyeRrn"), "log.key-mismatch"],
    ["in URL-safe base64", VKEY.replace(/\+Aeky.*/, "+Aeky-Rrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"), "log.key-base64"],
    ["without a key", "example.com/foo+530d903a+", "log.key-base64"],
    ["with a line end", `${VKEY}\n`, "log.key-base64"],
    ["of an unknown type", VKEY.replace("+Aeky", "+Zeky"), "log.key-type"],
    ["that is too short", VKEY.replace(/3U2k$/, ""), "log.key-length"],
  ])("J2 %s is refused", (_what, text, code) => {
    expect(codeOf(() => parseVerifierKey(nodeCrypto, text))).toBe(code);
  });

  it("is made of a name, a known type and 32 bytes", () => {
    const { publicKey } = testKey("a");
    expect(codeOf(() => verifierKey(nodeCrypto, "a+b", ED25519, publicKey))).toBe("log.key-name");
    expect(codeOf(() => verifierKey(nodeCrypto, "a", 6, publicKey))).toBe("log.key-type");
    expect(codeOf(() => verifierKey(nodeCrypto, "a", ED25519, publicKey.subarray(1)))).toBe("log.key-length");
  });
});

describe("a signer key", () => {
  it("is refused without its prefix, or with a seed of another length, and never shown", () => {
    expect(codeOf(() => parseSignerKey(nodeCrypto, VKEY))).toBe("log.key-form");
    expect(codeOf(() => signerKey(nodeCrypto, "a", ED25519, new Uint8Array(31)))).toBe("log.key-length");
    const text = formatSignerKey(logSigner("a"));
    const wrong = `PRIVATE+KEY+b${text.slice("PRIVATE+KEY+a".length)}`;
    expect(() => parseSignerKey(nodeCrypto, wrong)).toThrow(/log\.key-mismatch/);
    expect(() => parseSignerKey(nodeCrypto, wrong)).not.toThrow(new RegExp(text.slice(-20).replaceAll("+", "\\+")));
  });
});

describe("keys that are used together", () => {
  it("F9 are distinct: neither one name and id, nor one public key under two names or types", () => {
    expect(codeOf(() => checkDistinct([logSigner("a"), logSigner("b"), witnessSigner("c")]))).toBe("none");
    const again = { ...logSigner("b"), name: logSigner("a").name, id: logSigner("a").id };
    expect(codeOf(() => checkDistinct([logSigner("a"), again]))).toBe("log.key-duplicate");
    expect(codeOf(() => checkDistinct([logSigner("a"), witnessSigner("a")]))).toBe("log.key-duplicate");
    const renamed = signerKey(nodeCrypto, "other", COSIGNATURE, testKey("c").seed);
    expect(codeOf(() => checkDistinct([witnessSigner("c"), renamed]))).toBe("log.key-duplicate");
  });
});

const v = vectors("signed-note");

describe.skipIf(!v.present)("verifier key vectors (skipped: no vectors)", () => {
  const cases = v.present ? v.json<{ name: string; vkey: string; expect: string }[]>("vkeys.json") : [];
  it.each(cases)("$name", ({ vkey, expect: answer }) => {
    if (answer === "valid") expect(formatVerifierKey(parseVerifierKey(nodeCrypto, vkey))).toBe(vkey);
    else expect(codeOf(() => parseVerifierKey(nodeCrypto, vkey))).toMatch(/^log\.key-/);
  });
});
