import { createPublicKey, verify } from "node:crypto";
import type { Crypto } from "@countersign/core";

/** A signature that was verified, and how many others over messages of the same length, all in base64. */
export type Sample = {
  readonly key: string;
  readonly message: string;
  readonly signature: string;
  readonly count: number;
};

/** The cryptographic port, and what went through it: one sample for each key and length of message. */
export type Recording = { readonly crypto: Crypto; readonly samples: () => readonly Sample[] };

/** Records which Ed25519 signatures are verified, so that the same work can be done without anything else. */
export function recordSignatures({ sha256, sha512, verifyEd25519, verifyP256 }: Crypto): Recording {
  const samples = new Map<string, Sample>();
  return {
    crypto: {
      sha256,
      sha512,
      verifyP256,
      verifyEd25519(publicKey, message, signature) {
        const key = Buffer.from(publicKey).toString("base64");
        const name = `${key} ${message.length}`;
        const known = samples.get(name) ?? {
          key,
          message: Buffer.from(message).toString("base64"),
          signature: Buffer.from(signature).toString("base64"),
          count: 0,
        };
        samples.set(name, { ...known, count: known.count + 1 });
        return verifyEd25519(publicKey, message, signature);
      },
    },
    samples: () => [...samples.values()],
  };
}

/** DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410 §4). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Verifies as many signatures over messages of the same lengths, each key imported once, and nothing else. */
export function verifyBare(samples: readonly Sample[]): void {
  for (const { key, message, signature, count } of samples) {
    const imported = createPublicKey({
      key: Buffer.concat([SPKI, Buffer.from(key, "base64")]),
      format: "der",
      type: "spki",
    });
    const [data, sig] = [Buffer.from(message, "base64"), Buffer.from(signature, "base64")];
    for (let at = 0; at < count; at++)
      if (!verify(null, data, imported, sig)) throw new Error("a recorded signature does not verify");
  }
}
