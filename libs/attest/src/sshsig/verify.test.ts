import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { testKey, text, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parseBase64 } from "../base64.ts";
import { AttestError } from "../error.ts";
import { parsePublicKey } from "../ssh/public-key.ts";
import { formatSshsig, parseSshsig } from "./blob.ts";
import type { Origin } from "./passkey.ts";
import { signSshsig } from "./sign.ts";
import { verifySshsig } from "./verify.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const implementations = [
  ["node", nodeCrypto],
  ["noble", nobleCrypto],
] as const;
const dana = testKey("dana");
const trusted = [
  { person: "nils", key: { type: "ssh-ed25519", point: testKey("nils").publicKey }, origins: [] },
  { person: "dana", key: { type: "ssh-ed25519", point: dana.publicKey }, origins: [] },
] as const;

describe.each(implementations)("a signature by a plain key on %s", (_name, crypto) => {
  const namespace = "countersign-review@v1";
  const signature = signSshsig(crypto, { seed: dana.seed, namespace, message: text("approve") });
  const check = { signature, namespace, message: text("approve"), trusted };

  it("verifies, and says whose it is", () => {
    const verified = verifySshsig(crypto, check);
    expect(verified).toMatchObject({ kind: "plain", signer: { person: "dana" } });
    expect(verified.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it("B13 does not cover another message", () => {
    expect(() => verifySshsig(crypto, { ...check, message: text("reject") })).toThrow(withCode("attest.signature"));
  });

  it.each(["git", "file", "countersign-login@v1", "countersign-policy@v1", "", "Countersign-review@v1"])(
    "B15 made for %j is no review",
    (purpose) => {
      const blob = parseSshsig(signature);
      const made = purpose === "" ? undefined : formatSshsig({ ...blob, namespace: purpose });
      const elsewhere = made === undefined ? { ...check, namespace: "" } : { ...check, signature: made };
      expect(() => verifySshsig(crypto, elsewhere)).toThrow(withCode("attest.namespace"));
    },
  );

  it("B18 counts for nobody when its key is not trusted, whatever else is", () => {
    const others = trusted.filter(({ person }) => person !== "dana");
    expect(() => verifySshsig(crypto, { ...check, trusted: others })).toThrow(withCode("attest.key-unknown"));
    expect(() => verifySshsig(crypto, { ...check, trusted: [] })).toThrow(withCode("attest.key-unknown"));
  });

  it("does not verify under a trusted key that did not make it", () => {
    const forged = formatSshsig({ ...parseSshsig(signature), publicKey: trusted[0].key });
    expect(() => verifySshsig(crypto, { ...check, signature: forged })).toThrow(withCode("attest.signature"));
  });

  it("J10 answers each changed byte with a code: no byte of it is free", () => {
    for (const at of signature.keys()) {
      for (const flip of [1, 0x80]) {
        const changed = signature.with(at, (signature[at] ?? 0) ^ flip);
        expect(() => verifySshsig(crypto, { ...check, signature: changed })).toThrow(AttestError);
      }
    }
  });
});

type Case = {
  name: string;
  group: string;
  why?: string;
  expect: { container: string; countersign: string };
  trustedKey: string;
  namespace: string;
  messageBase64: string;
  signatureBase64: string;
};
type Cases = { policy: { origins: Origin[] }; cases: Case[] };

/** The code of each refusal. Cases that share one fail the same check. */
const CODES: { readonly [name: string]: string } = {
  "namespace of a policy signature shown as a review": "attest.namespace",
  "namespace text replaced after signing": "attest.signature",
  'namespace "git", a commit signature': "attest.namespace",
  "hash sha256": "attest.sshsig-hash",
  "hash named sha512, made with sha256": "attest.signature",
  "hash sha1": "attest.sshsig-hash",
  "another message": "attest.signature",
  "version 2": "attest.sshsig-version",
  "version 0": "attest.sshsig-version",
  "magic changed": "attest.sshsig-magic",
  "reserved field not empty": "attest.sshsig-reserved",
  "byte after the signature": "attest.sshsig-trailing",
  "cut by one byte": "attest.sshsig-length",
  "signed by another key, which the blob names": "attest.key-unknown",
  "signed by another key, the trusted key named in the blob": "attest.signature",
  "empty namespace": "attest.namespace",
  "signature of 63 bytes": "attest.signature-length",
  "signature type ssh-rsa": "attest.sshsig-signature-type",
  "bytes after the inner signature": "attest.signature-trailing",
  "signature over the bare message": "attest.signature",
  "a length field that points past the end": "attest.sshsig-length",
  empty: "attest.sshsig-length",
  "plain ECDSA P-256 key": "attest.sshsig-key-type",
  "user not verified": "attest.user-verification",
  "user not present": "attest.user-presence",
  "no flags": "attest.user-presence",
  "flags raised after signing": "attest.signature",
  "counter changed after signing": "attest.signature",
  "made for another application": "attest.signature",
  "backed up but not backup eligible": "attest.webauthn-backup",
  "attested data flag": "attest.webauthn-attested-data",
  "extension flag without extension data": "attest.webauthn-extension-missing",
  "extension data without the flag": "attest.webauthn-extension-flag",
  "unknown extension": "attest.webauthn-extension",
  "crossOrigin true": "attest.webauthn-cross-origin",
  "crossOrigin true and topOrigin": "attest.webauthn-cross-origin",
  "topOrigin with crossOrigin false": "attest.webauthn-top-origin",
  "another origin": "attest.webauthn-origin",
  "origin of a subdomain": "attest.webauthn-origin",
  "origin with a port": "attest.webauthn-origin",
  "origin over http": "attest.webauthn-origin",
  "origin with the allowed one as its start": "attest.webauthn-origin",
  "origin field and client data differ": "attest.webauthn-origin-mismatch",
  "type webauthn.create": "attest.webauthn-type",
  "challenge made for another message": "attest.webauthn-challenge",
  "challenge of another namespace": "attest.webauthn-challenge",
  "challenge is only the hash of the message": "attest.webauthn-challenge",
  "key for another RP id": "attest.webauthn-rp-id",
  "assertion made for another RP id": "attest.signature",
  "client data altered after signing": "attest.signature",
  "crossOrigin given twice": "attest.webauthn-duplicate-member",
};

const sshsig = vectors("sshsig");

describe.skipIf(!sshsig.present)("SSHSIG vectors sshsig/cases.json (skipped: no vectors)", () => {
  const file = sshsig.present ? sshsig.json<Cases>("cases.json") : { policy: { origins: [] }, cases: [] };

  describe.each(implementations)("on %s", (_name, crypto) => {
    const answer = (each: Case, signature = parseBase64(each.signatureBase64)) =>
      verifySshsig(crypto, {
        signature,
        message: parseBase64(each.messageBase64),
        namespace: each.namespace,
        trusted: [{ key: parsePublicKey(each.trustedKey), origins: file.policy.origins }],
      });

    it.each(file.cases)("$expect.countersign: $group, $name", (each) => {
      if (each.expect.countersign === "valid") expect(answer(each).kind).toBe(KINDS[each.group]);
      else expect(() => answer(each)).toThrow(withCode(CODES[each.name] ?? "a code for every case"));
    });
  });

  it.each(file.cases)("J10 each changed byte gets a code, or did no harm: $group, $name", (each) => {
    const signature = parseBase64(each.signatureBase64);
    const check = { message: parseBase64(each.messageBase64), namespace: each.namespace };
    const verify = (changed: Uint8Array) => {
      const trusted = [{ key: parsePublicKey(each.trustedKey), origins: file.policy.origins }];
      verifySshsig(nodeCrypto, { ...check, signature: changed, trusted });
    };
    for (const at of signature.keys()) {
      const code = codeOf(() => verify(signature.with(at, (signature[at] ?? 0) ^ 1)));
      if (each.expect.countersign === "valid") expect(code).not.toBe("accepted");
    }
  });
});

/** The code of the refusal, or `accepted`; every other throw is passed on. */
function codeOf(act: () => void): string {
  try {
    act();
    return "accepted";
  } catch (error) {
    if (error instanceof AttestError) return error.code;
    throw error;
  }
}

const KINDS: { readonly [group: string]: string } = {
  ed25519: "plain",
  "sk-ed25519": "security-key",
  "sk-ecdsa": "security-key",
  passkey: "passkey",
};
