import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatBase64 } from "../base64.ts";
import { concat } from "../bytes.ts";
import { fingerprint, formatKeyBlob, formatPublicKey, parseKeyBlob, parsePublicKey } from "./public-key.ts";
import type { PublicKey } from "./public-key.ts";
import { wireString } from "./wire.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const point = testKey("dana").publicKey;
const plain: PublicKey = { type: "ssh-ed25519", point };
const securityKey: PublicKey = { type: "sk-ssh-ed25519@openssh.com", point, application: "ssh:" };
const nist = new Uint8Array(65).fill(7).with(0, 4);
const passkey: PublicKey = { type: "sk-ecdsa-sha2-nistp256@openssh.com", point: nist, application: "review.example" };
const line = formatPublicKey(plain);

describe("public keys", () => {
  it.each([plain, securityKey, passkey])("of type $type read back as they were written", (key) => {
    expect(parsePublicKey(formatPublicKey(key))).toEqual(key);
    expect(parsePublicKey(formatPublicKey(key, "dana at work"))).toEqual(key);
    expect(parseKeyBlob(formatKeyBlob(key))).toEqual(key);
  });

  it("have the fingerprint that ssh-keygen -l prints", () => {
    const known = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkR2zhpsFQGwmH/rKWS1dFnS0/O6aBFA6wmLbfEbJG6";
    expect(fingerprint(nodeCrypto, parsePublicKey(known))).toBe("SHA256:x/p97iPtFOvSz9lQr7SkSBLN9QCgkwoBzejGFRD81DQ");
  });

  it.each([
    ["a newline", `${line}\n`, "attest.key-line"],
    ["two blanks", line.replace(" ", "  "), "attest.key-line"],
    ["a blank before", ` ${line}`, "attest.key-line"],
    ["an empty comment", `${line} `, "attest.key-line"],
    ["a tab in the comment", `${line} a\tb`, "attest.key-line"],
    ["no key", "ssh-ed25519", "attest.key-line"],
    ["options", `cert-authority ${line}`, "attest.base64"],
    ["no padding", line.replace(/.$/, ""), "attest.base64"],
    ["another type on the line", line.replace("ssh-ed25519", "sk-ssh-ed25519@openssh.com"), "attest.key-type-mismatch"],
  ])("are refused with %s", (_what, text, code) => {
    expect(() => parsePublicKey(text)).toThrow(withCode(code));
  });

  it.each([
    "ssh-rsa",
    "ssh-dss",
    "ecdsa-sha2-nistp256",
    "ssh-ed25519-cert-v01@openssh.com",
    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
  ])("B17 of type %s are refused", (type) => {
    const blob = concat(wireString(type), wireString(point));
    expect(() => parsePublicKey(`${type} ${formatBase64(blob)}`)).toThrow(withCode("attest.sshsig-key-type"));
  });

  const curve = wireString("sk-ecdsa-sha2-nistp256@openssh.com");
  it.each([
    ["31 bytes", concat(wireString("ssh-ed25519"), wireString(point.subarray(1))), "attest.key-length"],
    ["a length past the end", formatKeyBlob(plain).subarray(0, 50), "attest.key-length"],
    ["nothing", new Uint8Array(), "attest.key-length"],
    ["a length near 2^32", Uint8Array.of(255, 255, 255, 255, 1), "attest.key-length"],
    ["a byte too many", concat(formatKeyBlob(plain), Uint8Array.of(0)), "attest.key-trailing"],
    ["another curve", concat(curve, wireString("nistp384"), wireString(nist), wireString("ssh:")), "attest.key-curve"],
    ["a compressed point", formatKeyBlob({ ...passkey, point: nist.with(0, 2) }), "attest.key-point"],
    [
      "an application that is no text",
      concat(formatKeyBlob(securityKey).subarray(0, -4), Uint8Array.of(1, 2, 3, 255)),
      "attest.key-text",
    ],
    ["a small-order point", formatKeyBlob({ type: "ssh-ed25519", point: new Uint8Array(32) }), "attest.weak-key"],
    ["a weak security key", formatKeyBlob({ ...securityKey, point: new Uint8Array(32).with(0, 1) }), "attest.weak-key"],
  ])("are refused with %s", (_what, blob, code) => {
    expect(() => parseKeyBlob(blob)).toThrow(withCode(code));
  });
});

const sshsig = vectors("sshsig");
type Fingerprints = { fingerprints: { [name: string]: { key: string; fingerprint: string } } };

describe.skipIf(!sshsig.present)("key vectors (skipped: no vectors)", () => {
  const { fingerprints } = sshsig.present ? sshsig.json<Fingerprints>("cases.json") : { fingerprints: {} };
  it.each(Object.entries(fingerprints))("%s has its fingerprint and one spelling", (_name, expected) => {
    const key = parsePublicKey(expected.key);
    expect(fingerprint(nodeCrypto, key)).toBe(expected.fingerprint);
    expect(formatPublicKey(key)).toBe(expected.key);
  });
});
