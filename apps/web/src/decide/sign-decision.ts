import { IN_TOTO_PAYLOAD_TYPE, formatKeyBlob, signedData } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError, keyHolder, revokedFrom, verifyPerson } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { Problem, documentProblem } from "../api/problem.ts";
import { askPasskey } from "../session/passkey.ts";
import { pastedSignature } from "../session/sign-in.ts";
import type { Speaker, Statement } from "./statement.ts";

/** The namespace of signatures of decisions. */
const NAMESPACE = "countersign-review@v1";

/**
 * Has a passkey of the person's sign a statement, and verifies what it made as every reader of the log will. `auth.nothing-signed`;
 * `attest.key-unknown` where the passkey is none of the person's.
 */
export async function signByPasskey(statement: Statement, speaker: Speaker): Promise<Envelope> {
  const answered = await askPasskey(signedData(nobleCrypto, NAMESPACE, statement.message), NAMESPACE);
  const key = answered.candidates.find((one) => holderOf(speaker, formatKeyBlob(one)) === speaker.person.id);
  if (key === undefined) throw foreignKey(speaker);
  return signedBy(statement, speaker, answered.blobOf(key));
}

/** The same with what `ssh-keygen -Y sign` printed elsewhere. `auth.signature` where that is no signature. */
export function takeSignature(statement: Statement, speaker: Speaker, pasted: string): Envelope {
  return signedBy(statement, speaker, pastedSignature(pasted));
}

/** The command that signs a statement with a key on any machine that has `ssh-keygen`: what is signed stands in it, to be read. */
export function signingCommand({ message }: Statement): string {
  const text = new TextDecoder().decode(message).replaceAll("'", String.raw`'\''`);
  return `printf %s '${text}' | ssh-keygen -Y sign -n ${NAMESPACE} -f ~/.ssh/id_ed25519`;
}

function signedBy({ payload }: Statement, speaker: Speaker, sig: Uint8Array): Envelope {
  const envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
  try {
    const { person, fingerprint } = verifyPerson(nobleCrypto, speaker.policy, NAMESPACE, envelope);
    if (person.id !== speaker.person.id) throw foreignKey(speaker);
    if (revokedFrom(speaker.policy, fingerprint) !== undefined)
      throw new CountersignError("decision.key-revoked", `this key of ${person.id} is revoked`);
  } catch (cause) {
    throw documentProblem(cause);
  }
  return envelope;
}

function holderOf({ policy }: Speaker, blob: Uint8Array): string | undefined {
  return keyHolder(policy, blob)?.person.id;
}

function foreignKey({ person, policy }: Speaker): Problem {
  return new Problem({
    status: 0,
    code: "attest.key-unknown",
    detail: `version ${policy.version} of the policy lists no such key for ${person.id}; nothing was handed in`,
    remedy: "Use another key, or have the next version of the policy list this one.",
  });
}
