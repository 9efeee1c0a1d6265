import { formatKeyBlob, parseBase64, parseCanonical, parseEnvelope } from "@countersign/attest";
import {
  keyHolder,
  nextPolicy,
  parseRecord,
  policyVersion,
  recordId,
  revokedFrom,
  verifyPeople,
} from "@countersign/core";
import type { LoggedPolicy, Policy, PolicyName, PolicyVersion } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { digestProblem } from "../api/document-problem.ts";

/** The policies between the one that a change was captured under, and with which a statement is signed, and the one in force: one where they are the same. */
export type Policies = { readonly inForce: PolicyVersion; readonly chain: readonly LoggedPolicy[] };

/**
 * Reads the policy in force, and finds it to be the one that a statement names, or to follow it by the signatures of all sides.
 * `web.digest` where it is neither (attack D23); else as `policyVersion` and `nextPolicy`.
 */
export async function readPolicies(api: Api, named: PolicyName): Promise<Policies> {
  const bytes = new Uint8Array(await dataOf(api.GET("/v1/policy", { parseAs: "arrayBuffer" })));
  const inForce = policyVersion(nobleCrypto, parseCanonical(bytes, "policy"));
  if (inForce.sha256 === named.sha256 && inForce.policy.version === named.version) return { inForce, chain: [] };
  const chain = policyChain(await readVersions(api, named.sha256), named);
  if (chain.at(-1)?.sha256 === inForce.sha256) return { inForce, chain };
  throw digestProblem(`the policy that was sent does not follow version ${named.version}, which the change names`);
}

/** A policy record as it was logged. */
type LoggedVersion = { readonly leaf: number; readonly envelope: string };

/** Every version from the one with a digest on. */
async function readVersions(api: Api, since: string): Promise<readonly LoggedVersion[]> {
  const found: LoggedVersion[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { since, ...(cursor === undefined ? {} : { cursor }) };
    const { items, next } = await dataOf(api.GET("/v1/policy/versions", { params: { query } }));
    found.push(...items);
    cursor = next;
  }
  return found;
}

/** The policies from a named one on, each signed by the governance of itself and of the one before. */
function policyChain(versions: readonly LoggedVersion[], named: PolicyName): readonly LoggedPolicy[] {
  const chain: LoggedPolicy[] = [];
  for (const { leaf, envelope } of versions) {
    const next = following(chain.at(-1), leaf, parseBase64(envelope), named);
    if (next !== undefined) chain.push(next);
  }
  return chain;
}

function following(
  before: LoggedPolicy | undefined,
  leaf: number,
  evidence: Uint8Array,
  named: PolicyName,
): LoggedPolicy | undefined {
  const envelope = parseEnvelope(evidence);
  const { record } = parseRecord(nobleCrypto, "policy", envelope.payload);
  const version = policyVersion(nobleCrypto, record.policy);
  const id = recordId(nobleCrypto, envelope.payload);
  if (before === undefined) return version.sha256 === named.sha256 ? { leaf, id, ...version } : undefined;
  const signed = verifyPeople(nobleCrypto, [before.policy, version.policy], "countersign-policy@v1", envelope);
  const signers = (policy: Policy) =>
    signed
      .filter(({ fingerprint }) => (revokedFrom(policy, fingerprint) ?? Infinity) > leaf)
      .flatMap(({ key }) => keyHolder(policy, formatKeyBlob(key))?.person.id ?? []);
  const { previous } = record;
  const next = nextPolicy(before, { version, ...(previous === undefined ? {} : { previous }), signers });
  return next === before ? undefined : { leaf, id, ...version };
}
