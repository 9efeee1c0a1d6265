import { readFileSync } from "node:fs";
import { sshSigner } from "@countersign/adapters/keys";
import { IN_TOTO_PAYLOAD_TYPE, jsonObject, pae, read } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { formatRecord, policySha256 } from "@countersign/core";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { nodeCrypto } from "@countersign/crypto/node";
import type { PersonId } from "../governed-home.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** What of a forged policy is not as it should be. */
export type PolicyForgery = {
  /** The digest that it names as the version before; by default that of the stage's policy file. */
  readonly previous?: string | null;
  readonly signers?: readonly PersonId[];
  /** Files of further keys that sign. */
  readonly keys?: readonly string[];
  readonly namespace?: string;
};

/** The document of the stage's policy file. */
export function documentOf({ policy }: Pick<Stage, "policy">): JsonObject {
  return read(jsonObject, parsePolicyYaml(readFileSync(policy, "utf8")), "policy");
}

/** A policy record of any document, signed by olga, dana and nils unless told otherwise; no command looks at it. */
export async function policyEnvelope(
  stage: Stage,
  document: JsonObject,
  forgery: PolicyForgery = {},
): Promise<Envelope> {
  const { previous = policySha256(nodeCrypto, { policy: documentOf(stage) }), signers = ["olga", "dana", "nils"] } =
    forgery;
  const record = previous === null ? { policy: document } : { policy: document, previous };
  const payload = formatRecord(nodeCrypto, "policy", record);
  const { namespace = "countersign-policy@v1", keys = [] } = forgery;
  const hands = await Promise.all([
    ...signers.map((person) => stage.signer(person)),
    ...keys.map((file) => sshSigner({ file }, {})),
  ]);
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const signatures = await Promise.all(
    hands.map(async (hand) => ({ keyid: "", sig: await hand.sign(namespace, message) })),
  );
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
}
