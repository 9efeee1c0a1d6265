import { parseEnvelope } from "@countersign/attest";
import { evidenceAt, verifyMachine } from "@countersign/core";
import type { LogContents, LogParts } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Deployed } from "./deployed.ts";

/** A gate of the policy, and when it was heard of last by a receipt that it signed; nothing where it never was. */
export type GateContact = { readonly id: string; readonly last?: { readonly leaf: number; readonly at: number } };

/** Looks which gates of an environment signed its newest receipts. */
export async function gateContacts(
  log: LogParts,
  { policies, policy }: LogContents,
  environment: string,
  history: readonly Deployed[],
): Promise<readonly GateContact[]> {
  const last = new Map<string, { readonly leaf: number; readonly at: number }>();
  for (const one of history) {
    if (one.by !== "log") continue;
    const { evidence } = await evidenceAt(log, one.leaf);
    // The signature was verified against this policy when the log was read.
    const then = policies.findLast(({ leaf }) => leaf < one.leaf) ?? policy;
    const { id } = verifyMachine(nodeCrypto, then.policy, ["gate"], parseEnvelope(evidence));
    if (!last.has(id)) last.set(id, { leaf: one.leaf, at: one.at });
  }
  return policy.policy.machines
    .filter(({ kind, environments }) => kind === "gate" && environments.includes(environment))
    .map(({ id }) => {
      const found = last.get(id);
      return found === undefined ? { id } : { id, last: found };
    });
}
