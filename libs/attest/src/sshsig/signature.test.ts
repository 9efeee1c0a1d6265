import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { testKey, vectors } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat } from "../bytes.ts";
import { parsePublicKey } from "../ssh/public-key.ts";
import { wireString } from "../ssh/wire.ts";
import { parseArmor, parseSshsig, signedData } from "./blob.ts";
import { formatSignature, parseSignature, signatureVerifies } from "./signature.ts";
import type { Signature } from "./signature.ts";

const withCode = (code: string) => expect.objectContaining({ code });

describe("the signature inside a blob", () => {
  it("reads back as it was written, for every type", () => {
    const bytes64 = fc.uint8Array({ minLength: 64, maxLength: 64 });
    const rs = bytes64.filter((each) => each.subarray(0, 32).some(Boolean) && each.subarray(32).some(Boolean));
    const assertion = { flags: fc.nat(255), counter: fc.nat(2 ** 32 - 1) };
    const browser = { origin: fc.string(), clientData: fc.uint8Array(), extensions: fc.uint8Array() };
    const signature: fc.Arbitrary<Signature> = fc.oneof(
      fc.record({ type: fc.constant("ssh-ed25519"), signature: bytes64 }),
      fc.record({ type: fc.constant("sk-ssh-ed25519@openssh.com"), signature: bytes64, ...assertion }),
      fc.record({ type: fc.constant("sk-ecdsa-sha2-nistp256@openssh.com"), signature: rs, ...assertion }),
      fc.record({
        type: fc.constant("webauthn-sk-ecdsa-sha2-nistp256@openssh.com"),
        signature: rs,
        ...assertion,
        ...browser,
      }),
    );
    fc.assert(
      fc.property(signature, (each) => {
        expect(parseSignature(formatSignature(each))).toEqual(each);
      }),
    );
  });

  const scalar = (...bytes: number[]) => wireString(Uint8Array.from(bytes));
  const ecdsa = (r: Uint8Array, s: Uint8Array, ...more: Uint8Array[]) =>
    concat(
      wireString("sk-ecdsa-sha2-nistp256@openssh.com"),
      wireString(concat(r, s, ...more)),
      Uint8Array.of(5, 0, 0, 0, 1),
    );

  it("accepts r and s of any size up to 32 bytes", () => {
    const high = new Uint8Array(33).fill(255).with(0, 0);
    const { signature } = parseSignature(ecdsa(scalar(1), wireString(high)));
    expect(signature).toEqual(concat(new Uint8Array(31), Uint8Array.of(1), high.subarray(1)));
  });

  it.each([
    ["r is zero", ecdsa(scalar(), scalar(1)), "attest.signature-mpint"],
    ["s is zero", ecdsa(scalar(1), scalar(0)), "attest.signature-mpint"],
    ["r is negative", ecdsa(scalar(0x80), scalar(1)), "attest.signature-mpint"],
    ["s has an extra zero", ecdsa(scalar(1), scalar(0, 1)), "attest.signature-mpint"],
    ["r has 33 bytes", ecdsa(wireString(new Uint8Array(33).fill(1)), scalar(1)), "attest.signature-mpint"],
    ["something follows s", ecdsa(scalar(1), scalar(1), scalar(1)), "attest.signature-trailing"],
    ["s is missing", ecdsa(scalar(1), new Uint8Array()), "attest.signature-length"],
    ["a length is near 2^32", ecdsa(Uint8Array.of(255, 255, 255, 255), scalar(1)), "attest.signature-length"],
    ["the counter is cut off", ecdsa(scalar(1), scalar(1)).subarray(0, -1), "attest.signature-length"],
    ["a byte follows the counter", concat(ecdsa(scalar(1), scalar(1)), scalar()), "attest.signature-trailing"],
    ["it has 63 bytes", concat(wireString("ssh-ed25519"), wireString(new Uint8Array(63))), "attest.signature-length"],
    ["its type is another", wireString("rsa-sha2-512"), "attest.sshsig-signature-type"],
    ["its type is no text", scalar(255), "attest.signature-text"],
    ["B21 it is ES384", wireString("webauthn-sk-ecdsa-sha2-nistp384@openssh.com"), "attest.webauthn-algorithm"],
  ])("J10 is refused when %s", (_what, blob, code) => {
    expect(() => parseSignature(blob)).toThrow(withCode(code));
  });
});

it("a signature verifies under no key of another type, though its bytes would", () => {
  const { seed, publicKey: point } = testKey("dana");
  const data = new Uint8Array(3);
  const made = { type: "ssh-ed25519", signature: nodeCrypto.signEd25519(seed, data) } as const;
  const securityKey = { type: "sk-ssh-ed25519@openssh.com", point, application: "ssh:" } as const;
  expect(signatureVerifies(nodeCrypto, { type: "ssh-ed25519", point }, made, data)).toBe(true);
  expect(signatureVerifies(nodeCrypto, securityKey, made, data)).toBe(false);
});

const sshsig = vectors("sshsig");

describe.skipIf(!sshsig.present)("OpenSSH's own signatures (skipped: no vectors)", () => {
  const message = sshsig.present ? sshsig.bytes("openssh/signed-data") : new Uint8Array();
  const namespace = sshsig.present ? sshsig.text("openssh/namespace") : "";

  // Below the rules about users and origins, which these do not keep.
  describe.each([
    ["node", nodeCrypto],
    ["noble", nobleCrypto],
  ])("on %s", (_name, crypto) => {
    it.each(["ed25519", "ed25519_sk", "ecdsa_sk", "ecdsa_sk_webauthn"])(
      "%s verifies, and only over its data",
      (name) => {
        const key = parsePublicKey(sshsig.text(`openssh/${name}.pub`).trimEnd());
        const blob = parseSshsig(parseArmor(sshsig.text(`openssh/${name}.sig`)));
        const data = signedData(crypto, namespace, message);
        expect(blob.publicKey).toEqual(key);
        expect(blob.namespace).toBe(namespace);
        expect(signatureVerifies(crypto, key, blob.signature, data)).toBe(true);
        const elsewhere = name.endsWith("webauthn") ? data : signedData(crypto, "file", message);
        const altered = name.endsWith("webauthn") ? { ...blob.signature, counter: 7 } : blob.signature;
        expect(signatureVerifies(crypto, key, altered, elsewhere)).toBe(false);
      },
    );
  });

  it("B17 ecdsa is refused, as key and as signature", () => {
    const refused = withCode("attest.sshsig-key-type");
    expect(() => parsePublicKey(sshsig.text("openssh/ecdsa.pub").trimEnd())).toThrow(refused);
    expect(() => parseSshsig(parseArmor(sshsig.text("openssh/ecdsa.sig")))).toThrow(refused);
  });
});
