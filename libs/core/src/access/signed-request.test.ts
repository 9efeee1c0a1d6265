import { fingerprint, formatBase64, formatEnvelope, pae, signEnvelope, signSshsig } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, cosign, formatCheckpoint, parseSignatureLines, signerKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { CountersignError } from "../error.ts";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy, exampleWith, publicKeyLine } from "../policy/example.testing.ts";
import { REQUEST_PAYLOAD_TYPE, formatAuthorization, requestPayload, verifyRequest } from "./signed-request.ts";

const NOW = 1_800_000_000;
const ASKED = { method: "GET", origin: "log.acme.example/feed", target: "/bundle?from=0" };

type By = { readonly namespace?: string; readonly payloadType?: string };

function byPerson(name: string, payload = requestPayload(ASKED, NOW), by: By = {}): string {
  const { namespace = "countersign-request@v1", payloadType = REQUEST_PAYLOAD_TYPE } = by;
  const sig = signSshsig(nodeCrypto, { seed: testKey(name).seed, namespace, message: pae(payloadType, payload) });
  return formatAuthorization({ payloadType, payload, signatures: [{ keyid: "", sig }] });
}

function byProgram(name: string, payload = requestPayload(ASKED, NOW), payloadType = REQUEST_PAYLOAD_TYPE): string {
  return formatAuthorization(signEnvelope(nodeCrypto, { seed: testKey(name).seed, keyid: "", payloadType, payload }));
}

const verify = (header: string | undefined, document: JsonObject = examplePolicy(), now = NOW) =>
  verifyRequest(nodeCrypto, policyVersion(nodeCrypto, document).policy, header, ASKED, now);

/** The code with which a request is refused. */
function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
  return "none";
}

describe("a signed request", () => {
  it("says who of the policy asks: a person, a machine, or a witness", () => {
    expect(verify(byPerson("dana"))).toEqual({ person: "dana" });
    expect(verify(byProgram("gate-eu"))).toEqual({ machine: "gate-eu" });
    expect(verify(byProgram("oracle-w"))).toEqual({ witness: "oracle-w" });
  });

  it("is refused without a signature, and from whoever is not in the policy", () => {
    expect(refusal(() => verify(undefined))).toBe("auth.missing");
    expect(refusal(() => verify(byPerson("mallory")))).toBe("auth.signature");
    expect(refusal(() => verify(byProgram("mallory")))).toBe("auth.signature");
  });

  it.each<[what: string, header: string]>([
    ["another scheme", "Bearer abc"],
    ["no base64", "Countersign !"],
    ["no envelope", `Countersign ${formatBase64(new TextEncoder().encode("{}"))}`],
    [
      "two signatures",
      `Countersign ${formatBase64(
        formatEnvelope({
          payloadType: REQUEST_PAYLOAD_TYPE,
          payload: requestPayload(ASKED, NOW),
          signatures: ["a", "b"].map((keyid) => ({ keyid, sig: new Uint8Array(64) })),
        }),
      )}`,
    ],
    ["a payload that is no request", byPerson("dana", new TextEncoder().encode("{}"))],
    [
      "a time in another spelling",
      byPerson(
        "dana",
        new TextEncoder().encode(
          JSON.stringify({ method: "GET", origin: ASKED.origin, target: ASKED.target, time: "2027-01-15T08:00:00.0Z" }),
        ),
      ),
    ],
  ])("is refused when it is %s", (_what, header) => {
    expect(refusal(() => verify(header))).toBe("auth.form");
  });

  it.each(["method", "origin", "target"])("is good for no other %s", (field) => {
    const payload = requestPayload({ ...ASKED, [field]: "other" }, NOW);
    expect(refusal(() => verify(byPerson("dana", payload)))).toBe("auth.target");
  });

  it("is good for five minutes, by a clock that may be five minutes off", () => {
    for (const now of [NOW - 300, NOW + 300]) expect(verify(byPerson("dana"), examplePolicy(), now)).toBeDefined();
    for (const now of [NOW - 301, NOW + 301])
      expect(refusal(() => verify(byPerson("dana"), examplePolicy(), now))).toBe("auth.time");
  });

  it("entitles nobody who is retired, and no key that is revoked, from whatever leaf on", () => {
    const drew = { id: "drew", organisation: "oracle", keys: [publicKeyLine("drew")] };
    const two = [
      ["people.3", drew],
      ["roles.oracle.people", ["dana", "drew"]],
      ["governance.1.people", ["dana", "drew"]],
      ["environments.0.breakGlass.approvals.1.people", ["dana", "drew"]],
    ] as const;
    const both = two.reduce((document, [path, value]) => exampleWith(path, value, document), examplePolicy());
    expect(verify(byPerson("dana"), both)).toEqual({ person: "dana" });
    expect(refusal(() => verify(byPerson("dana"), exampleWith("people.1.retired", true, both)))).toBe(
      "auth.not-entitled",
    );
    const key = fingerprint(nodeCrypto, { type: "ssh-ed25519", point: testKey("dana").publicKey });
    const revoked = exampleWith("revokedKeys", [{ fingerprint: key, fromLeaf: 1_000_000 }], both);
    expect(refusal(() => verify(byPerson("dana"), revoked))).toBe("auth.not-entitled");
  });

  it.each(["countersign-review@v1", "countersign-policy@v1", "countersign-login@v1"])(
    "takes no signature that was made for another purpose: %s",
    (namespace) => {
      expect(refusal(() => verify(byPerson("dana", requestPayload(ASKED, NOW), { namespace })))).toBe("auth.signature");
    },
  );

  it("takes no record for a request, and no cosignature", () => {
    const record = requestPayload(ASKED, NOW);
    expect(refusal(() => verify(byProgram("gate-eu", record, "application/vnd.in-toto+json")))).toBe("auth.signature");
    const checkpoint = formatCheckpoint({ origin: ASKED.origin, size: 1, root: new Uint8Array(32) });
    const key = signerKey(nodeCrypto, "witness.example/oracle-w", COSIGNATURE, testKey("oracle-w").seed);
    const [line] = parseSignatureLines(cosign(nodeCrypto, checkpoint, key, NOW));
    const header = formatAuthorization({
      payloadType: REQUEST_PAYLOAD_TYPE,
      payload: requestPayload(ASKED, NOW),
      signatures: [{ keyid: "", sig: line?.bytes.slice(-64) ?? new Uint8Array() }],
    });
    expect(refusal(() => verify(header))).toBe("auth.signature");
  });
});
