import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { formatPublicKey } from "@countersign/attest";
import { expect, it } from "vitest";
import { possibleKeys } from "./possible-keys.ts";

const RP = "review.oracle.example";

it("the key that signed is one of two, and the one that two signatures have in common", () => {
  for (let round = 0; round < 20; round += 1) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const point = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(26));
    const key = formatPublicKey({ type: "sk-ecdsa-sha2-nistp256@openssh.com", point, application: RP });
    const candidates = [1, 2].map(() => {
      const message = new Uint8Array(randomBytes(69));
      const signature = new Uint8Array(sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" }));
      return new Set(possibleKeys(message, signature, RP).map((one) => formatPublicKey(one)));
    });
    const [first = new Set(), second = new Set()] = candidates;
    expect(first.size).toBe(2);
    expect([...first.intersection(second)]).toEqual([key]);
  }
});
