import {
  IN_TOTO_PAYLOAD_TYPE,
  formatEnvelope,
  formatKeyBlob,
  jsonObject,
  parseEnvelope,
  read,
} from "@countersign/attest";
import type { Envelope, PublicKey } from "@countersign/attest";
import { readBounded, writeFileDurably } from "@countersign/adapters/files";
import { CountersignError, formatRecord, keyHolder, parseRecord, unmet, verifyPeople } from "@countersign/core";
import type { Person, Policy, PolicyRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { spellUnmet } from "@countersign/home";
import type { PolicyFile } from "./policy-file.ts";
import { isRevoked } from "./revoked-keys.ts";

const LIMIT = 16 * 1024 * 1024;

/** The file beside a policy that collects its signatures: a DSSE envelope over the policy's statement. */
export function signaturesPath({ path }: Pick<PolicyFile, "path">): string {
  return `${path}.signatures.json`;
}

/** The signatures collected so far; undefined where nobody has signed yet. Verifies nothing. */
export async function readSignatures(file: PolicyFile): Promise<Envelope | undefined> {
  try {
    return parseEnvelope(await readBounded(signaturesPath(file), LIMIT));
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return undefined;
    throw error;
  }
}

/** Replaces the collected signatures, durably. */
export async function writeSignatures(file: PolicyFile, envelope: Envelope): Promise<void> {
  await writeFileDurably(signaturesPath(file), formatEnvelope(envelope));
}

/** The record that an envelope carries. */
export function policyRecordOf({ payload }: Envelope): PolicyRecord {
  return parseRecord(nodeCrypto, "policy", payload).record;
}

/** The statement that everybody signs, as an envelope that nobody has signed yet; `previous` names version n−1. */
export function unsignedPolicy({ document }: PolicyFile, previous: string | undefined): Envelope {
  const record = { policy: read(jsonObject, document, "policy"), ...(previous === undefined ? {} : { previous }) };
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload: formatRecord(nodeCrypto, "policy", record), signatures: [] };
}

/** The person who may sign with a key by the rules of a policy: listed, not retired, the key not revoked. */
export function activeHolder(policy: Policy, key: PublicKey): Person | undefined {
  const person = keyHolder(policy, formatKeyBlob(key))?.person;
  return person === undefined || person.retired || isRevoked(policy, key) ? undefined : person;
}

/**
 * Ids of the people whose signatures on a policy count, by the rules of each of these policies. A key may count in one
 * version only: on its way out it signs the version that drops it. One bad signature refuses all (`attest.…`).
 */
export function policySigners(judges: readonly Policy[], envelope: Envelope): (policy: Policy) => readonly string[] {
  const signers = verifyPeople(nodeCrypto, judges, "countersign-policy@v1", envelope);
  return (policy) =>
    signers.flatMap(({ key }) => {
      const person = activeHolder(policy, key);
      return person === undefined ? [] : [person.id];
    });
}

/** Who still has to sign, by the governance of each of these policies; empty when nobody has to. */
export function missingSigners(judges: readonly Policy[], envelope: Envelope): readonly string[] {
  const signers = policySigners(judges, envelope);
  return [...new Set(judges.flatMap((policy) => unmet(policy.governance, signers(policy)).map(spellUnmet)))];
}
