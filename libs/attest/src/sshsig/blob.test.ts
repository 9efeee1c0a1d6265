import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { concat } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { wireString, wireUint32 } from "../ssh/wire.ts";
import { formatArmor, formatSshsig, parseSshsig } from "./blob.ts";
import { signSshsig } from "./sign.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const dana = testKey("dana");
const blob = signSshsig(nodeCrypto, { seed: dana.seed, namespace: "test@v1", message: text("hello") });

const key = concat(wireString("ssh-ed25519"), wireString(dana.publicKey));
const signature = concat(wireString("ssh-ed25519"), wireString(new Uint8Array(64)));
const fields = { magic: "SSHSIG", version: 1, key, namespace: "test@v1", reserved: "", hash: "sha512", signature };

type Fields = { readonly [K in keyof typeof fields]: (typeof fields)[K] | string | Uint8Array };

/** A blob with some of its fields broken. */
function build(broken: Partial<Fields>): Uint8Array {
  const { magic, version, ...strings } = { ...fields, ...broken };
  const tail = Object.values(strings).map((field) => wireString(typeof field === "number" ? "" : field));
  return concat(text(String(magic)), wireUint32(Number(version)), ...tail);
}

describe("an SSHSIG blob", () => {
  it("reads back as it was written", () => {
    expect(formatSshsig(parseSshsig(blob))).toEqual(blob);
    expect(formatSshsig(parseSshsig(build({})))).toEqual(build({}));
  });

  it.each([
    ["another preamble", build({ magic: "SSHSIH" }), "attest.sshsig-magic"],
    ["nothing in it", new Uint8Array(), "attest.sshsig-length"],
    ["version 0", build({ version: 0 }), "attest.sshsig-version"],
    ["version 2", build({ version: 2 }), "attest.sshsig-version"],
    ["something in the reserved field", build({ reserved: "x" }), "attest.sshsig-reserved"],
    ["hash sha256", build({ hash: "sha256" }), "attest.sshsig-hash"],
    ["hash SHA512", build({ hash: "SHA512" }), "attest.sshsig-hash"],
    ["a byte behind it", concat(build({}), Uint8Array.of(0)), "attest.sshsig-trailing"],
    ["a byte less", build({}).subarray(0, -1), "attest.sshsig-length"],
    ["armour", text(formatArmor(blob)), "attest.sshsig-armor"],
    ["an RSA key", build({ key: wireString("ssh-rsa") }), "attest.sshsig-key-type"],
    ["a certificate", build({ key: wireString("ssh-ed25519-cert-v01@openssh.com") }), "attest.sshsig-key-type"],
    [
      "a key of 31 bytes",
      build({ key: concat(wireString("ssh-ed25519"), wireString(dana.publicKey.subarray(1))) }),
      "attest.key-length",
    ],
    [
      "a key others can sign for",
      build({ key: concat(wireString("ssh-ed25519"), wireString(new Uint8Array(32))) }),
      "attest.weak-key",
    ],
    ["an empty signature", build({ signature: "" }), "attest.signature-length"],
    [
      "bytes behind the signature",
      build({ signature: concat(signature, Uint8Array.of(0)) }),
      "attest.signature-trailing",
    ],
    [
      "a signature of another type of key",
      build({
        signature: concat(wireString("sk-ssh-ed25519@openssh.com"), wireString(new Uint8Array(64)), new Uint8Array(5)),
      }),
      "attest.sshsig-signature-type",
    ],
    ["B15 an empty namespace", build({ namespace: "" }), "attest.namespace"],
    ["a namespace that is no text", build({ namespace: Uint8Array.of(255) }), "attest.sshsig-text"],
  ])("B17 is refused with %s", (_what, broken, code) => {
    expect(() => parseSshsig(broken)).toThrow(withCode(code));
  });

  it("cannot be written without a namespace", () => {
    const signing = { seed: dana.seed, namespace: "", message: text("hello") };
    expect(() => signSshsig(nodeCrypto, signing)).toThrow(withCode("attest.namespace"));
  });

  it("J10 answers every length near 2^32 with a code", () => {
    for (let at = 10; at + 4 <= blob.length; at += 1) {
      const long = blob.slice();
      long.set([255, 255, 255, 255], at);
      try {
        expect(formatSshsig(parseSshsig(long))).toEqual(long);
      } catch (error) {
        if (!(error instanceof AttestError)) throw error;
      }
    }
  });
});
