import {
  verifyMachineSignature,
  verifySshsig,
  pae,
  checkPayloadType,
  singleSignature,
  IN_TOTO_PAYLOAD_TYPE,
} from "@countersign/attest";
import type { Envelope, PublicKey, TrustedKey, VerifiedSshsig } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Machine, Person, Policy } from "../policy/policy.ts";
import { keyHolders } from "../policy/roster.ts";

/** What a person's signature is for ("Records"); a signature for one purpose is worth nothing for another. */
export type Namespace =
  | "countersign-review@v1"
  | "countersign-policy@v1"
  | "countersign-login@v1"
  | "countersign-request@v1";

/** Somebody who signed, with which key, and its fingerprint. */
export type Signer = { readonly person: Person; readonly key: PublicKey; readonly fingerprint: string };

type PersonKey = TrustedKey & { readonly person: Person };

/**
 * The one person who signed an envelope: a key of the policy, the namespace, exactly one signature, nobody retired.
 * Codes: `attest.payload-type`, `attest.signature-count`, those of `verifySshsig`, `statement.retired`.
 */
export function verifyPerson(crypto: Crypto, policy: Policy, namespace: Namespace, envelope: Envelope): Signer {
  singleSignature(envelope);
  const [signer] = verifyPeople(crypto, [policy], namespace, envelope);
  if (signer === undefined) throw new CountersignError("attest.signature-count", "nobody signed");
  if (signer.person.retired)
    throw new CountersignError("statement.retired", `${signer.person.id} is retired and signs nothing new`);
  return signer;
}

/** Everybody who signed an envelope, each by a key of one of the policies; one bad signature refuses all. */
export function verifyPeople(
  crypto: Crypto,
  policies: readonly Policy[],
  namespace: Namespace,
  envelope: Envelope,
  payloadType = IN_TOTO_PAYLOAD_TYPE,
): readonly Signer[] {
  checkPayloadType(envelope, payloadType);
  const message = pae(envelope.payloadType, envelope.payload);
  const trusted = policies.flatMap(keysOfPeople);
  return envelope.signatures.map(({ sig }) => {
    const verified: VerifiedSshsig<PersonKey> = verifySshsig(crypto, { signature: sig, message, namespace, trusted });
    const { person, key } = verified.signer;
    return { person, key, fingerprint: verified.fingerprint };
  });
}

/** The machine that signed an envelope. `attest.key-use` when it is of another kind than wanted; else as `verifyMachineSignature`. */
export function verifyMachine(
  crypto: Crypto,
  policy: Policy,
  kinds: readonly Machine["kind"][],
  envelope: Envelope,
): Machine {
  const keys = policy.machines.map(({ key }) => key);
  const { key } = verifyMachineSignature(crypto, { envelope, payloadType: IN_TOTO_PAYLOAD_TYPE, keys });
  const machine = policy.machines.find((one) => one.key === key);
  if (machine === undefined || !kinds.includes(machine.kind))
    throw new CountersignError("attest.key-use", `'${machine?.id}' is a ${machine?.kind}, which does not sign this`);
  return machine;
}

const keysByPolicy = new WeakMap<Policy, readonly PersonKey[]>();

function keysOfPeople(policy: Policy): readonly PersonKey[] {
  const known = keysByPolicy.get(policy);
  if (known !== undefined) return known;
  const keys = keyHolders(policy).map(({ person, key, organisation }) => ({
    person,
    key,
    origins: organisation.origins,
  }));
  keysByPolicy.set(policy, keys);
  return keys;
}
