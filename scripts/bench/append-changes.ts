import { IN_TOTO_PAYLOAD_TYPE, pae, signEnvelope, signSshsig } from "@countersign/attest";
import { changeDigest, changeId, composeReview, formatRecord, roleFor } from "@countersign/core";
import type { ChangeRecord, Person, PolicyName, Role } from "@countersign/core";
import type { Scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import type { BareChange } from "./bare-change.ts";
import { REF, REPOSITORY } from "./bench-policy.ts";

/** Appends each change, followed by its approval, to the log of a scribe. */
export function appendChanges(log: Scribe, changes: Iterable<BareChange>): void {
  const { sha256, policy } = log.contents().policy;
  const name = { version: policy.version, sha256 };
  const [dana] = policy.people.filter(({ id }) => id === "dana");
  if (dana === undefined) throw new Error("the example policy has nobody called dana");
  const role = roleFor(policy, dana, undefined);
  let number = log.lines.length;
  for (const change of changes) {
    const record = recordOf(change, name);
    // Signed here and verified once, when the files are read: the scribe looks for problems after each record.
    log.append("change", signedChange(record));
    log.append("review", signedApproval(record, dana, role, number++));
  }
}

function recordOf({ base, head, result, entries }: BareChange, policy: PolicyName): ChangeRecord {
  const digest = changeDigest(nodeCrypto, "sha1", entries);
  if (digest === undefined) throw new Error("a change has entries");
  const change = changeId(nodeCrypto, {
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

function signedChange(record: ChangeRecord) {
  const payload = formatRecord(nodeCrypto, "change", record);
  return signEnvelope(nodeCrypto, {
    seed: testKey("service-1").seed,
    keyid: "",
    payloadType: IN_TOTO_PAYLOAD_TYPE,
    payload,
  });
}

function signedApproval(record: ChangeRecord, person: Person, role: Role, number: number) {
  const stamp = {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    claimedTime: "2026-01-01T00:00:00Z",
  };
  const request = { change: record.change, decision: "approve", message: "Reviewed with the author." } as const;
  const payload = formatRecord(nodeCrypto, "review", composeReview(record, person, role, request, stamp));
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(nodeCrypto, { seed: testKey("dana").seed, namespace: "countersign-review@v1", message });
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
}
