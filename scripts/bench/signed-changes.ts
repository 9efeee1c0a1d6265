import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope, pae, signEnvelope, signSshsig } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import {
  changeDigest,
  changeId,
  commitment,
  composeReview,
  formatLeaf,
  formatRecord,
  roleFor,
} from "@countersign/core";
import type { ChangeRecord, LeafLine, LoggedPolicy, Person, PolicyName, Role } from "@countersign/core";
import { testKey } from "@countersign/testkit";
import type { BareChange } from "./bare-change.ts";
import { REF, REPOSITORY } from "./bench-policy.ts";
import { signingCrypto } from "./signing-crypto.ts";

/** The leaves of changes, each followed by that of its approval, from index `first` of the log on. Nothing verifies them here. */
export function* signedChanges(
  { sha256, policy }: LoggedPolicy,
  first: number,
  changes: Iterable<BareChange>,
): Generator<Required<LeafLine>> {
  const name = { version: policy.version, sha256 };
  const [dana] = policy.people.filter(({ id }) => id === "dana");
  if (dana === undefined) throw new Error("the example policy has nobody called dana");
  const role = roleFor(policy, dana, undefined);
  let index = first;
  for (const change of changes) {
    const record = recordOf(change, name);
    yield leafOf("change", index, signedChange(record));
    yield leafOf("review", index + 1, signedApproval(record, dana, role, index + 1));
    index += 2;
  }
}

const SERVICE = testKey("service-1").seed;
const DANA = testKey("dana").seed;

function leafOf(kind: "change" | "review", index: number, envelope: Envelope): Required<LeafLine> {
  const evidence = formatEnvelope(envelope);
  const salt = signingCrypto.sha256(new TextEncoder().encode(`salt ${index}`)).subarray(0, 16);
  return { leaf: formatLeaf({ kind, sha256: commitment(signingCrypto, salt, evidence) }), salt, evidence };
}

function recordOf({ base, head, result, entries }: BareChange, policy: PolicyName): ChangeRecord {
  const digest = changeDigest(signingCrypto, "sha1", entries);
  if (digest === undefined) throw new Error("a change has entries");
  const change = changeId(signingCrypto, {
    base: { commit: base.gitCommit, tree: base.gitTree },
    changeDigest: digest,
    head: { commit: head.gitCommit },
    ref: REF,
    repository: REPOSITORY.id,
    result: { tree: result.gitTree },
  });
  return {
    change,
    repository: REPOSITORY,
    ref: REF,
    base,
    head,
    result,
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors: [{ name: "Ada", email: "ada@acme.example", as: [] }],
    pushers: ["github:4711"],
    previous: [],
    claim: { title: "Tune the ranking", text: "Raises the weight of followed accounts." },
    packet: { sha256: "0".repeat(64), renderer: "bench/1" },
    policy,
  };
}

function signedChange(record: ChangeRecord): Envelope {
  const payload = formatRecord(signingCrypto, "change", record);
  return signEnvelope(signingCrypto, { seed: SERVICE, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
}

function signedApproval(record: ChangeRecord, person: Person, role: Role, number: number): Envelope {
  const stamp = {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    claimedTime: "2026-01-01T00:00:00Z",
  };
  const request = { change: record.change, decision: "approve", message: "Reviewed with the author." } as const;
  const payload = formatRecord(signingCrypto, "review", composeReview(record, person, role, request, stamp));
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(signingCrypto, { seed: DANA, namespace: "countersign-review@v1", message });
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
}
