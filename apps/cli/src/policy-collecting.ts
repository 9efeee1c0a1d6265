import { formatHex, parsePublicKey } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { SshSigner } from "@countersign/adapters/keys";
import { CountersignError, signerOf } from "@countersign/core";
import type { Person, Policy } from "@countersign/core";
import type { PolicyFile } from "./policy-file.ts";
import type { Predecessor } from "./policy-predecessor.ts";
import {
  activeHolder,
  missingSigners,
  policySigners,
  readSignatures,
  unsignedPolicy,
  writeSignatures,
} from "./policy-signatures.ts";
import { refuseRevokedKey } from "./revoked-keys.ts";
import { signPayload, signerBlob } from "./signing.ts";

/** What is collected after somebody's turn. `voided`: earlier signatures that are of another document. */
export type Collected = {
  readonly person: Person;
  /** Whether this call added a signature; false where it would have added nothing. */
  readonly signed: boolean;
  readonly voided: number;
  readonly signatures: number;
  readonly waitingFor: readonly string[];
};

/** The version to be signed, by whose rules it is judged, too, and the one before it where its rules are known. */
type Judges = readonly [Policy, ...Policy[]];

/**
 * Adds somebody's signature to those beside a policy, durably. The same signer again adds nothing; signatures of another
 * document are dropped. Codes: `attest.key-unknown`, `attest.key-revoked`, `statement.retired`, `statement.role` for a
 * signature that nobody asks for, and `attest.…` where one that was collected earlier is bad.
 */
export async function collectSignature(
  file: PolicyFile,
  before: Predecessor | undefined,
  signer: SshSigner,
): Promise<Collected> {
  const { policy } = file.version;
  const judges: Judges = before?.policy === undefined ? [policy] : [policy, before.policy];
  const person = governorOf(judges, signer);
  const { envelope, voided } = await collectedSoFar(file, before);
  const signed = adds(judges, envelope, signer);
  const now = signed ? await sign(envelope, signer) : envelope;
  if (signed) await writeSignatures(file, now);
  return { person, signed, voided, signatures: now.signatures.length, waitingFor: missingSigners(judges, now) };
}

/** Somebody whose signature one of the versions asks for: an outgoing key counts by the rules of the version before. */
function governorOf(judges: Judges, signer: SshSigner): Person {
  for (const policy of judges) {
    const person = activeHolder(policy, parsePublicKey(signer.publicKey));
    if (person !== undefined && policy.governance.some(({ people }) => people.includes(person.id))) return person;
  }
  const [policy] = judges;
  const { id } = signerOf(policy, signerBlob(signer));
  refuseRevokedKey(policy, signer);
  throw new CountersignError("statement.role", `${id} does not govern this policy`);
}

async function collectedSoFar(file: PolicyFile, before: Predecessor | undefined) {
  const unsigned = unsignedPolicy(file, before?.sha256);
  const found = await readSignatures(file);
  if (found === undefined) return { envelope: unsigned, voided: 0 };
  const same = formatHex(found.payload) === formatHex(unsigned.payload);
  return same ? { envelope: found, voided: 0 } : { envelope: unsigned, voided: found.signatures.length };
}

/** Whether a signature by this key makes somebody a signer who is none yet; a second one by the same person does not. */
function adds(judges: Judges, envelope: Envelope, signer: SshSigner): boolean {
  const signers = policySigners(judges, envelope);
  return judges.some((policy) => {
    const person = activeHolder(policy, parsePublicKey(signer.publicKey));
    return person !== undefined && !signers(policy).includes(person.id);
  });
}

async function sign(envelope: Envelope, signer: SshSigner): Promise<Envelope> {
  const signature = await signPayload(signer, "countersign-policy@v1", envelope.payload);
  return { ...envelope, signatures: [...envelope.signatures, signature] };
}
