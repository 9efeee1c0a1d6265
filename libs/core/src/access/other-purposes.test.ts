import { IN_TOTO_PAYLOAD_TYPE, pae, signEnvelope, signSshsig } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, cosignedAt, formatCheckpoint, signerKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { verifyMachine, verifyPerson } from "../log/signers.ts";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import { REQUEST_PAYLOAD_TYPE, requestPayload } from "./signed-request.ts";

const { policy } = policyVersion(nodeCrypto, examplePolicy());
const payload = requestPayload({ method: "GET", origin: policy.log.origin, target: "/bundle?from=0" }, 1_800_000_000);

/** A request that somebody signed, passed off as an envelope of another type. */
function stolen(sig: Uint8Array, payloadType: string): Envelope {
  return { payloadType, payload, signatures: [{ keyid: "", sig }] };
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
  return "none";
}

describe("the signature of a request", () => {
  const message = pae(REQUEST_PAYLOAD_TYPE, payload);
  const persons = signSshsig(nodeCrypto, {
    seed: testKey("dana").seed,
    namespace: "countersign-request@v1",
    message,
  });
  const [machines] = signEnvelope(nodeCrypto, {
    seed: testKey("service-1").seed,
    keyid: "",
    payloadType: REQUEST_PAYLOAD_TYPE,
    payload,
  }).signatures;

  it("B16: is no person's decision", () => {
    for (const payloadType of [IN_TOTO_PAYLOAD_TYPE, REQUEST_PAYLOAD_TYPE])
      expect(
        codeOf(() => verifyPerson(nodeCrypto, policy, "countersign-review@v1", stolen(persons, payloadType))),
      ).toMatch(/^attest\.(?:namespace|payload-type)$/);
  });

  it("B16: is no machine's record", () => {
    const sig = machines?.sig ?? new Uint8Array();
    expect(codeOf(() => verifyMachine(nodeCrypto, policy, ["service"], stolen(sig, IN_TOTO_PAYLOAD_TYPE)))).toBe(
      "attest.signature",
    );
    expect(codeOf(() => verifyMachine(nodeCrypto, policy, ["service"], stolen(sig, REQUEST_PAYLOAD_TYPE)))).toBe(
      "attest.payload-type",
    );
  });

  it("F13: is no witness's cosignature", () => {
    const key = signerKey(nodeCrypto, "witness.example/oracle-w", COSIGNATURE, testKey("oracle-w").seed);
    const signature = nodeCrypto.signEd25519(key.seed, message);
    const bytes = Uint8Array.of(0, 0, 0, 0, 0x6b, 0x49, 0xd2, 0, ...signature);
    const text = formatCheckpoint({ origin: policy.log.origin, size: 1, root: new Uint8Array(32) });
    expect(codeOf(() => cosignedAt(nodeCrypto, text, [{ name: key.name, id: key.id, bytes }], key))).toBe(
      "log.cosignature",
    );
  });
});
