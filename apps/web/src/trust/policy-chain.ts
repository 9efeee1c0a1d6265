import { formatKeyBlob, parseEnvelope } from "@countersign/attest";
import {
  CountersignError,
  firstPolicy,
  keyHolder,
  nextPolicy,
  parseRecord,
  policyVersion,
  recordId,
  revokedFrom,
  rootOf,
  verifyPeople,
} from "@countersign/core";
import type { LoggedPolicy, Policy } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";

/** A policy record as a service sends it: the leaf that it is said to stand at, and its DSSE envelope. */
export type SentVersion = { readonly leaf: number; readonly envelope: Uint8Array };

/** A version of the policy that was verified here, with everybody who signed it. */
export type ChainedPolicy = LoggedPolicy & {
  readonly signedBy: readonly {
    readonly person: string;
    readonly organisation: string;
    readonly fingerprint: string;
  }[];
};

/**
 * The chain from version 1 to the newest, each signed by the governance of itself and of the one before (`nextPolicy`). Version 1 is signed by its
 * own governance, which says nothing about whose it is: its digest has to be known from elsewhere. `policy.missing` where there is none; else as
 * `firstPolicy`, `nextPolicy` and `verifyPeople`.
 */
export function policyChain(versions: readonly SentVersion[]): readonly [ChainedPolicy, ...ChainedPolicy[]] {
  const [first, ...rest] = versions;
  if (first === undefined) throw new CountersignError("policy.missing", "the service sent no version of the policy");
  const begin = readVersion(first, undefined);
  const { version, proposed, linked } = begin;
  firstPolicy(rootOf(version), proposed);
  const chain: [ChainedPolicy, ...ChainedPolicy[]] = [linked];
  for (const sent of rest) {
    const before = chain.at(-1) ?? linked;
    const next = readVersion(sent, before);
    if (nextPolicy(before, next.proposed) !== before) chain.push(next.linked);
  }
  return chain;
}

function readVersion({ leaf, envelope: bytes }: SentVersion, before: LoggedPolicy | undefined) {
  const envelope = parseEnvelope(bytes);
  const { record } = parseRecord(nobleCrypto, "policy", envelope.payload);
  const version = policyVersion(nobleCrypto, record.policy);
  const judges = before === undefined ? [version.policy] : [before.policy, version.policy];
  const signed = verifyPeople(nobleCrypto, judges, "countersign-policy@v1", envelope);
  const signers = (policy: Policy) =>
    signed
      .filter(({ fingerprint }) => (revokedFrom(policy, fingerprint) ?? Infinity) > leaf)
      .flatMap(({ key }) => keyHolder(policy, formatKeyBlob(key))?.person.id ?? []);
  const { previous } = record;
  const signedBy = signed.map(({ person: { id, organisation }, fingerprint }) => {
    return { person: id, organisation, fingerprint };
  });
  return {
    version,
    proposed: { version, ...(previous === undefined ? {} : { previous }), signers },
    linked: { leaf, id: recordId(nobleCrypto, envelope.payload), ...version, signedBy },
  };
}
