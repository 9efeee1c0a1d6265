import type { Envelope } from "@countersign/attest";
import {
  breakGlassSigners,
  isMachineSigned,
  parseRecord,
  policyVersion,
  verifyMachine,
  verifyPeople,
  verifyPerson,
} from "@countersign/core";
import type { Crypto, Kind, Machine, Policy, Signer } from "@countersign/core";

/**
 * Who signed the record of a leaf, one text a signature, by the keys and for the purpose that its kind asks for. `policy` is the one in force
 * before the leaf; a policy record is also judged by itself, and the first one by itself alone. What the signers together suffice for is the
 * log reader's to say. Codes: those of `verifyPerson`, `verifyPeople` and `verifyMachine` of core.
 */
export function signersOf(crypto: Crypto, kind: Kind, envelope: Envelope, policy: Policy): readonly string[] {
  switch (kind) {
    case "policy": {
      const { record } = parseRecord(crypto, "policy", envelope.payload);
      const judges = [policy, policyVersion(crypto, record.policy).policy];
      return verifyPeople(crypto, judges, "countersign-policy@v1", envelope).map(person);
    }
    case "baseline":
      return verifyPeople(crypto, [policy], "countersign-policy@v1", envelope).map(person);
    case "review":
      return [person(verifyPerson(crypto, policy, "countersign-review@v1", envelope))];
    case "break-glass":
      return breakGlassSigners(crypto, policy, envelope).map(
        ({ person: id, organisation, fingerprint }) => `${id} of ${organisation} (${fingerprint})`,
      );
    case "change":
      return [machine(verifyMachine(crypto, policy, ["service"], envelope))];
    case "deployment":
      return [machine(verifyMachine(crypto, policy, ["gate"], envelope))];
    case "incident":
      return isMachineSigned(envelope)
        ? [machine(verifyMachine(crypto, policy, ["service", "gate"], envelope))]
        : [person(verifyPerson(crypto, policy, "countersign-review@v1", envelope))];
    default:
      return never(kind);
  }
}

function person({ person: { id, organisation }, fingerprint }: Signer): string {
  return `${id} of ${organisation} (${fingerprint})`;
}

function machine({ id, kind }: Machine): string {
  return `the ${kind} ${id}`;
}

function never(kind: never): never {
  throw new TypeError(`no kind of leaf: ${String(kind)}`);
}
