import { fingerprint, formatBase64, parsePublicKey, signSshsig } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { CountersignError } from "../error.ts";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy, exampleWith, publicKeyLine } from "../policy/example.testing.ts";
import { formatTime } from "../time.ts";
import { loginMessage, parseLoginChallenge, verifyLogin } from "./login.ts";

const NOW = 1_800_000_000;
const ORIGIN = "https://countersign.acme.example";
const NONCE = formatBase64(new Uint8Array(32).fill(7));
const LOGIN = { origin: ORIGIN, nonce: NONCE, time: formatTime(NOW) };

function signed(by: string, message = loginMessage(LOGIN), namespace = "countersign-login@v1"): Uint8Array {
  return signSshsig(nodeCrypto, { seed: testKey(by).seed, namespace, message });
}

function verified(signature: Uint8Array, document: JsonObject = examplePolicy()) {
  return verifyLogin(nodeCrypto, policyVersion(nodeCrypto, document).policy, LOGIN, signature);
}

function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
  return "none";
}

describe("a sign-in", () => {
  it("is of the person whose key the policy lists", () => {
    expect(verified(signed("dana"))).toMatchObject({ person: { id: "dana", organisation: "oracle" } });
  });

  it("B11: is nobody's whom the policy does not list, retired, or whose key it revoked", () => {
    expect(refusal(() => verified(signed("mallory")))).toBe("auth.not-in-policy");
    const dora = { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] };
    const retired = (is: boolean) => exampleWith("people.3", { ...dora, retired: is });
    expect(verified(signed("dora"), retired(false)).person.id).toBe("dora");
    expect(refusal(() => verified(signed("dora"), retired(true)))).toBe("auth.not-in-policy");
    const print = fingerprint(nodeCrypto, parsePublicKey(publicKeyLine("dana")));
    const revoked = exampleWith("revokedKeys", [{ fingerprint: print, fromLeaf: 9 }]);
    expect(refusal(() => verified(signed("dana"), revoked))).toBe("auth.not-in-policy");
  });

  it.each<[what: string, signature: () => Uint8Array]>([
    ["for another service", () => signed("dana", loginMessage({ ...LOGIN, origin: "https://evil.example" }))],
    ["with another nonce", () => signed("dana", loginMessage({ ...LOGIN, nonce: formatBase64(new Uint8Array(32)) }))],
    ["at another time", () => signed("dana", loginMessage({ ...LOGIN, time: formatTime(NOW + 1) }))],
    ["for another purpose", () => signed("dana", loginMessage(LOGIN), "countersign-review@v1")],
    ["as no signature at all", () => new Uint8Array(40)],
  ])("B15: does not count when it was signed %s", (_what, signature) => {
    expect(refusal(() => verified(signature()))).toBe("auth.signature");
  });
});

it("for another address is refused with the address that it has to be for", () => {
  const elsewhere = signed("dana", loginMessage({ ...LOGIN, origin: "https://localhost" }));
  expect(() => verified(elsewhere)).toThrow(`a sign-in here is signed for ${ORIGIN}`);
});

describe("what a service asks to be signed", () => {
  const answer = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const read = (value: unknown) => parseLoginChallenge(answer(value), ORIGIN, NOW);

  it("is a nonce and a time, and the rest is the client's own", () => {
    expect(read({ nonce: NONCE, time: formatTime(NOW + 60) })).toEqual({ ...LOGIN, time: formatTime(NOW + 60) });
  });

  it.each<[what: string, value: unknown]>([
    ["the bytes of a statement", { challenge: formatBase64(new TextEncoder().encode('{"_type":"…"}')) }],
    ["bytes beside the nonce", { nonce: NONCE, time: formatTime(NOW), payload: "eyJ9" }],
    ["a statement as its nonce", { nonce: formatBase64(new Uint8Array(200)), time: formatTime(NOW) }],
    ["text as its nonce", { nonce: "approve this change, please", time: formatTime(NOW) }],
    ["another origin", { nonce: NONCE, time: formatTime(NOW), origin: "https://evil.example" }],
    ["an old time", { nonce: NONCE, time: formatTime(NOW - 301) }],
    ["a time to come", { nonce: NONCE, time: formatTime(NOW + 301) }],
    ["no time", { nonce: NONCE, time: "now" }],
    ["a list", [NONCE]],
  ])("B23: is refused when it has %s", (_what, value) => {
    expect(refusal(() => read(value))).toBe("auth.challenge");
  });
});
