import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { recallingCrypto } from "./recalling-crypto.ts";

const { seed, publicKey } = testKey("dana");
const message = text("what was signed");
const signature = nodeCrypto.signEd25519(seed, message);
const flipped = (bytes: Uint8Array) => bytes.with(5, (bytes[5] ?? 0) ^ 1);

/** A port that gives one answer, and how often it was asked. */
function counting(answer: boolean) {
  let asked = 0;
  const verifyEd25519 = () => {
    asked += 1;
    return answer;
  };
  return { port: { ...nodeCrypto, verifyEd25519 }, asked: () => asked };
}

describe("a port that recalls", () => {
  it("does not ask again about a signature that was verified", () => {
    const { port, asked } = counting(false);
    const { crypto, recall } = recallingCrypto(port);
    recall([{ publicKey, message, signature, verifies: true }]);
    expect(crypto.verifyEd25519(publicKey.slice(), message.slice(), signature.slice())).toBe(true);
    recall([{ publicKey, message, signature, verifies: false }]);
    expect(crypto.verifyEd25519(publicKey, message, signature)).toBe(false);
    expect(asked()).toBe(0);
  });

  it.each([
    ["another key", flipped(publicKey), message, signature],
    ["another message", publicKey, flipped(message), signature],
    ["another signature", publicKey, message, flipped(signature)],
    ["a longer message", publicKey, text("what was signed, and more"), signature],
  ])("asks about %s, whatever it recalls", (_what, key, said, sig) => {
    const { crypto, recall } = recallingCrypto(nodeCrypto);
    recall([{ publicKey, message, signature, verifies: true }]);
    expect(crypto.verifyEd25519(key, said, sig)).toBe(false);
    recall([{ publicKey: key, message: said, signature: sig, verifies: false }]);
    expect(crypto.verifyEd25519(publicKey, message, signature)).toBe(true);
  });

  it("recalls only what it was given last", () => {
    const { port, asked } = counting(false);
    const { crypto, recall } = recallingCrypto(port);
    recall([{ publicKey, message, signature, verifies: true }]);
    recall([]);
    expect(crypto.verifyEd25519(publicKey, message, signature)).toBe(false);
    expect(asked()).toBe(1);
  });
});
