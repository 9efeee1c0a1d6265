import {
  IN_TOTO_PAYLOAD_TYPE,
  fingerprint,
  formatCanonical,
  formatBase64,
  parsePublicKey,
  base64,
  list,
  object,
  parseCanonical,
  read,
} from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { SshSigner } from "@countersign/adapters/keys";
import { CountersignError, breakGlassSigners, parseRecord, recordId, signerOf } from "@countersign/core";
import type { BreakGlass, Person, Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { OpenedHome } from "@countersign/home";
import { refuseRevokedKey } from "./revoked-keys.ts";
import { signPayload, signerBlob } from "./signing.ts";

/** A break-glass on its way to its signatures. `id` is the record's. */
export type BreakGlassDraft = { readonly id: string; readonly record: BreakGlass; readonly envelope: Envelope };

/** What came of somebody's signature; `signed` is false where the same key had signed before. */
export type SignedDraft = BreakGlassDraft & { readonly person: Person; readonly signed: boolean };

const FOLDER = "break-glass/";
const LIMIT = 1024 * 1024;

/** A draft of a payload with the signatures that it has so far. */
export function draftOf(payload: Uint8Array, signatures: Envelope["signatures"] = []): BreakGlassDraft {
  const { record } = parseRecord(nodeCrypto, "break-glass", payload);
  const envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
  return { id: recordId(nodeCrypto, payload), record, envelope };
}

/**
 * Adds a person's signature. Codes: `attest.key-unknown`, `attest.key-revoked`, `statement.retired`, `statement.role` for
 * somebody whom the environment does not name, `breakglass.same-person` for a second key of somebody who signed.
 */
export async function signDraft(policy: Policy, draft: BreakGlassDraft, signer: SshSigner): Promise<SignedDraft> {
  const person = signerOf(policy, signerBlob(signer));
  refuseRevokedKey(policy, signer);
  requireNamed(policy, draft.record, person);
  const { envelope } = draft;
  const own = breakGlassSigners(nodeCrypto, policy, envelope).find((one) => one.person === person.id);
  if (own !== undefined && own.fingerprint !== fingerprint(nodeCrypto, parsePublicKey(signer.publicKey)))
    throw new CountersignError("breakglass.same-person", `${person.id} has signed already, with another key`);
  if (own !== undefined) return { ...draft, person, signed: false };
  const signature = await signPayload(signer, "countersign-review@v1", envelope.payload);
  return { ...draftOf(envelope.payload, [...envelope.signatures, signature]), person, signed: true };
}

function requireNamed(policy: Policy, { environment }: BreakGlass, person: Person): void {
  const approvals = policy.environments.find(({ id }) => id === environment)?.breakGlass?.approvals ?? [];
  if (approvals.some(({ people }) => people.includes(person.id))) return;
  throw new CountersignError("statement.role", `the emergency exit of '${environment}' does not name ${person.id}`);
}

/** Keeps a draft in the home until everybody has signed. Canonical JSON, `{"payload":"<base64>","signatures":["<base64>"…]}`. */
export async function keepDraft(
  { folder }: Pick<OpenedHome, "folder">,
  { id, envelope }: BreakGlassDraft,
): Promise<void> {
  const { payload, signatures } = envelope;
  const kept = { payload: formatBase64(payload), signatures: signatures.map(({ sig }) => formatBase64(sig)) };
  await folder.put(`${FOLDER}${id}.json`, formatCanonical(kept));
}

/** A signed draft together with the signatures that the home has of others. */
export async function withKept(
  { folder }: Pick<OpenedHome, "folder">,
  policy: Policy,
  mine: SignedDraft,
): Promise<SignedDraft> {
  const path = `${FOLDER}${mine.id}.json`;
  if (!(await folder.has(path))) return mine;
  const { envelope: known } = await readDraft(folder, path);
  const signed = new Set(breakGlassSigners(nodeCrypto, policy, known).map(({ person }) => person));
  const added = breakGlassSigners(nodeCrypto, policy, mine.envelope).flatMap(({ person }, at) =>
    signed.has(person) ? [] : mine.envelope.signatures.slice(at, at + 1),
  );
  return { ...mine, ...draftOf(known.payload, [...known.signatures, ...added]) };
}

/** The draft whose id begins with 16 digits or more; `usage.change` for none or for several. */
export async function findDraft({ folder }: Pick<OpenedHome, "folder">, name: string): Promise<BreakGlassDraft> {
  const found = /^[0-9a-f]{16,64}$/.test(name) ? await folder.list(FOLDER + name) : [];
  const [path, second] = found;
  if (path === undefined || second !== undefined)
    throw new CountersignError(
      "usage.break-glass",
      `${JSON.stringify(name.slice(0, 80))} is ${path === undefined ? "no break-glass" : "the beginning of several"} in this home, and no file`,
    );
  return readDraft(folder, path);
}

const kept = object({ payload: base64, signatures: list(base64) });

async function readDraft(folder: OpenedHome["folder"], path: string): Promise<BreakGlassDraft> {
  const bytes = await folder.get(path, LIMIT);
  if (bytes === undefined) throw new CountersignError("usage.break-glass", `${path} is gone`);
  const { payload, signatures } = read(kept, parseCanonical(bytes, "state"), "state");
  const draft = draftOf(
    payload,
    signatures.map((sig) => ({ keyid: "", sig })),
  );
  if (path === `${FOLDER}${draft.id}.json`) return draft;
  throw new CountersignError("state.proposal", `${path} holds another break-glass than its name says`);
}
