import type { Envelope } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Policy } from "../policy/policy.ts";
import type { LoggedIncident, SignedBy } from "./contents.ts";
import { verifyMachine, verifyPeople, verifyPerson } from "./signers.ts";
import type { Signer } from "./signers.ts";

/**
 * Everybody who signed a break-glass, one item a signature, so that a person who signed twice is seen twice. One bad
 * signature refuses all; codes: those of `verifyPeople`, `statement.retired`.
 */
export function breakGlassSigners(crypto: Crypto, policy: Policy, envelope: Envelope): readonly SignedBy[] {
  const signers = verifyPeople(crypto, [policy], "countersign-review@v1", envelope);
  const retired = signers.find(({ person }) => person.retired);
  if (retired !== undefined)
    throw new CountersignError("statement.retired", `${retired.person.id} is retired and signs nothing new`);
  return signers.map(signedBy);
}

/** Whether a machine signed it, by the length of the first signature: a machine's is 64 bytes (Ed25519), a person's an SSHSIG blob. */
export function isMachineSigned({ signatures }: Envelope): boolean {
  return signatures[0]?.sig.length === 64;
}

/** Who signed an incident: a service or gate key, or one person. */
export function incidentSigner(crypto: Crypto, policy: Policy, envelope: Envelope): LoggedIncident["signer"] {
  if (isMachineSigned(envelope)) return { machine: verifyMachine(crypto, policy, ["service", "gate"], envelope).id };
  return signedBy(verifyPerson(crypto, policy, "countersign-review@v1", envelope));
}

function signedBy({ person, fingerprint }: Signer): SignedBy {
  return { person: person.id, organisation: person.organisation, fingerprint };
}
