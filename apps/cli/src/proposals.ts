import {
  IN_TOTO_PAYLOAD_TYPE,
  base64,
  formatBase64,
  formatCanonical,
  list,
  object,
  parseCanonical,
  read,
} from "@countersign/attest";
import type { EnvelopeSignature } from "@countersign/attest";
import type { SshSigner } from "@countersign/adapters/keys";
import {
  CountersignError,
  append,
  formatRecord,
  parseRecord,
  publishedCheckpoint,
  recordId,
  requirementById,
  roleById,
  signerOf,
  unmet,
  verifyPeople,
} from "@countersign/core";
import type { Baseline, LogContents, Person, Policy, Threshold } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, spellUnmet } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import { activeHolder } from "./policy-signatures.ts";
import { refuseRevokedKey } from "./revoked-keys.ts";
import { signPayload, signerBlob } from "./signing.ts";

/** A baseline on its way to its signatures. `id` is the record's: the SHA-256, lowercase hex, of `payload`. */
export type Proposal = {
  readonly id: string;
  readonly payload: Uint8Array;
  readonly record: Baseline;
  readonly signatures: readonly EnvelopeSignature[];
};

/** What came of a person's signature. `index` is the leaf of a complete baseline; `waitingFor` says who has to sign an incomplete one. */
export type BaselineApproval = {
  readonly record: Baseline;
  readonly person: Person;
  /** Whether this call added the signature; false where the person had signed before. */
  readonly signed: boolean;
  readonly complete: boolean;
  readonly waitingFor: readonly string[];
  readonly index?: number;
  /** Whether a published checkpoint covers it. */
  readonly published?: boolean;
  readonly statementSha256: string;
};

const FOLDER = "proposals/";
const LIMIT = 1024 * 1024;

/** Keeps a baseline for its signers; the same one proposed again keeps the signatures that it has. */
export async function propose(
  { folder }: Pick<OpenedHome, "folder">,
  record: Baseline,
): Promise<Proposal & { readonly outcome: "proposed" | "present" }> {
  const payload = formatRecord(nodeCrypto, "baseline", record);
  const id = recordId(nodeCrypto, payload);
  const known = await readProposal(folder, id);
  if (known !== undefined) return { ...known, outcome: "present" };
  const proposal = { id, payload, record, signatures: [] };
  await keep(folder, proposal);
  return { ...proposal, outcome: "proposed" };
}

/** The proposal whose id begins with 16 digits or more; undefined for none, `usage.change` for several. */
export async function findProposal(
  { folder }: Pick<OpenedHome, "folder">,
  name: string,
): Promise<Proposal | undefined> {
  if (!/^[0-9a-f]{16,64}$/.test(name)) return undefined;
  const [path, second] = await folder.list(FOLDER + name);
  if (path === undefined) return undefined;
  if (second !== undefined)
    throw new CountersignError("usage.change", `${name} begins the ids of several proposals; give more digits`);
  return readProposal(folder, path.slice(FOLDER.length, -".json".length));
}

/**
 * Adds a person's signature to a proposed baseline, durably, and logs the baseline as soon as the governance of every
 * organisation and, for each requirement that it settles, enough people of its role have signed: a leaf never changes, so
 * one with fewer would settle nothing for ever. A second call by the same person signs nothing and brings to an end what
 * a crash interrupted. Codes: `statement.policy-outdated`, `attest.key-unknown`, `attest.key-revoked`, `statement.retired`,
 * `statement.role` for somebody whose signature is not asked for, those of `append`,
 * and `policy.threshold` where the log has it with too few.
 */
export async function approveBaseline(
  opened: OpenedHome,
  proposal: Proposal,
  signer: SshSigner,
): Promise<BaselineApproval> {
  const contents = contentsOf(opened);
  const { policy, sha256 } = contents.policy;
  const person = signerOf(policy, signerBlob(signer));
  refuseRevokedKey(policy, signer);
  const said = { record: proposal.record, person, statementSha256: proposal.id };
  const index = opened.own?.soFar()?.records.get(proposal.id);
  if (index !== undefined) refuseThin(contents, proposal);
  if (index !== undefined)
    return { ...said, signed: false, complete: true, waitingFor: [], ...(await placed(opened, index)) };
  if (proposal.record.policy.sha256 !== sha256)
    throw new CountersignError(
      "statement.policy-outdated",
      `the baseline was proposed under version ${proposal.record.policy.version}, in force is ${policy.version}; propose it again`,
    );
  requireEntitled(policy, proposal.record, person);
  // Others may have signed since the caller looked: what counts is what is kept, read under the home's lock.
  const before = (await readProposal(opened.folder, proposal.id)) ?? proposal;
  const signed = !signersOf(policy, before).has(person.id);
  const now = signed ? await sign(opened, before, signer) : before;
  const waitingFor = [...new Set(unmet(thresholdsOf(policy, proposal.record), signersOf(policy, now)).map(spellUnmet))];
  if (waitingFor.length > 0) return { ...said, signed, complete: false, waitingFor };
  return { ...said, signed, complete: true, waitingFor: [], ...(await log(opened, now)) };
}

/**
 * The keeper of the log can give a baseline its leaf before all have signed. It settles less than it names, for ever, and
 * the same payload never gets another leaf: better to be told than to believe it complete.
 */
function refuseThin({ baselines, policy }: LogContents, { id, record }: Proposal): void {
  const logged = baselines.find((one) => one.id === id);
  if (logged === undefined || record.policy.sha256 !== policy.sha256) return;
  const people = new Set(logged.signedBy.map(({ person }) => person));
  const missing = [...new Set(unmet(thresholdsOf(policy.policy, record), people).map(spellUnmet))];
  if (missing.length === 0) return;
  throw new CountersignError(
    "policy.threshold",
    `leaf ${logged.leaf} has this baseline without the signatures of ${missing.join(", ")}, and a leaf never changes; propose it again with another message: countersign baseline --repo PATH --commit ${record.commit} -m TEXT`,
  );
}

/** Who has to sign a baseline: everybody who governs, and the role of each requirement that it settles. */
function thresholdsOf(policy: Policy, { requirements }: Baseline): readonly Threshold[] {
  const ofRoles = requirements.flatMap((id): readonly Threshold[] => {
    const requirement = requirementById(policy, id);
    const role = requirement === undefined ? undefined : roleById(policy, requirement.role);
    if (requirement === undefined || role === undefined)
      throw new CountersignError("policy.unknown-requirement", `the policy has no requirement ${JSON.stringify(id)}`);
    return [{ organisation: role.organisation, people: role.people, count: requirement.count }];
  });
  return [...policy.governance, ...ofRoles];
}

function requireEntitled(policy: Policy, record: Baseline, person: Person): void {
  if (thresholdsOf(policy, record).some(({ people }) => people.includes(person.id))) return;
  throw new CountersignError(
    "statement.role",
    `${person.id} neither governs nor has a role whose requirement this baseline settles`,
  );
}

/** The people whose signatures verify and count; one bad signature refuses all (`attest.…`). */
function signersOf(policy: Policy, { payload, signatures }: Proposal): ReadonlySet<string> {
  const envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
  const signers = verifyPeople(nodeCrypto, [policy], "countersign-policy@v1", envelope);
  return new Set(signers.flatMap(({ key }) => activeHolder(policy, key)?.id ?? []));
}

async function sign({ folder }: OpenedHome, proposal: Proposal, signer: SshSigner): Promise<Proposal> {
  const signature = await signPayload(signer, "countersign-policy@v1", proposal.payload);
  const signed = { ...proposal, signatures: [...proposal.signatures, signature] };
  await keep(folder, signed);
  return signed;
}

async function log(
  opened: OpenedHome,
  { payload, signatures }: Proposal,
): Promise<Pick<BaselineApproval, "index" | "published">> {
  if (opened.own === undefined) throw new CountersignError("policy.missing", "the home has no log yet");
  const envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
  const { records } = await append(opened.parts, opened.own, [{ kind: "baseline", envelope }]);
  return records[0] === undefined ? {} : placed(opened, records[0].index);
}

async function placed({ parts }: OpenedHome, index: number): Promise<Pick<BaselineApproval, "index" | "published">> {
  return { index, published: index < (await publishedCheckpoint(parts)).size };
}

/** Canonical JSON, `{"payload":"<base64>","signatures":["<base64>"…]}`: an envelope cannot be without signatures. */
async function keep(folder: OpenedHome["folder"], { id, payload, signatures }: Proposal): Promise<void> {
  const kept = { payload: formatBase64(payload), signatures: signatures.map(({ sig }) => formatBase64(sig)) };
  await folder.put(`${FOLDER}${id}.json`, formatCanonical(kept));
}

const kept = object({ payload: base64, signatures: list(base64) });

async function readProposal(folder: OpenedHome["folder"], id: string): Promise<Proposal | undefined> {
  const bytes = await folder.get(`${FOLDER}${id}.json`, LIMIT);
  if (bytes === undefined) return undefined;
  const { payload, signatures } = read(kept, parseCanonical(bytes, "state"), "state");
  if (recordId(nodeCrypto, payload) !== id)
    throw new CountersignError("state.proposal", `${FOLDER}${id}.json holds another proposal than its name says`);
  const { record } = parseRecord(nodeCrypto, "baseline", payload);
  return { id, payload, record, signatures: signatures.map((sig) => ({ keyid: "", sig })) };
}
