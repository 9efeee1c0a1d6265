import { formatArmor, signSshsig } from "@countersign/attest";
import { changeDigest, changeId, parseOid, pathFromBytes, personById, policyVersion, rolesOf } from "@countersign/core";
import type { ChangeRecord, PolicyVersion } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { EMPTY_DRAFT } from "./draft.ts";
import type { Signed } from "./hand-in.ts";
import { takeSignature } from "./sign-decision.ts";
import { statementOf } from "./statement.ts";

/** An approval of dana's by the example's policy, signed with her key as `ssh-keygen` would. */
export function signedApproval(message = "Within what we agreed"): Signed {
  const version = policyVersion(nodeCrypto, examplePolicy());
  const { policy } = version;
  const person = personById(policy, "dana");
  const [role] = rolesOf(policy, "dana");
  if (person === undefined || role === undefined) throw new RangeError("dana has a role in the example");
  const speaker = { policy, person, role };
  const stamp = { id: "00000000-0000-4000-8000-000000000001", time: Date.parse("2026-11-22T12:00:00Z") / 1000 };
  const draft = { ...EMPTY_DRAFT, decision: "approve", message } as const;
  const statement = statementOf(changeUnder(version), speaker, draft, stamp);
  if (statement === undefined) throw new RangeError("something was decided");
  const namespace = "countersign-review@v1";
  const signature = signSshsig(nodeCrypto, { seed: testKey("dana").seed, namespace, message: statement.message });
  return { statement, envelope: takeSignature(statement, speaker, formatArmor(signature)) };
}

/** A change of one file, captured under a policy. */
function changeUnder({ policy: { version }, sha256 }: PolicyVersion): ChangeRecord {
  const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
  const path = pathFromBytes(new TextEncoder().encode("ranker/score.py"));
  const [oldSha256, newSha256] = ["a".repeat(64), "b".repeat(64)];
  const file = { path, oldMode: "100644", newMode: "100644", oldOid: oid("a"), newOid: oid("b") } as const;
  const entries = [{ ...file, oldSha256, newSha256 }];
  const digest = changeDigest(nodeCrypto, "sha1", entries);
  if (digest === undefined) throw new RangeError("the change has entries");
  const ref = "refs/heads/main";
  const [base, head, tree] = [oid("1"), oid("2"), oid("d")];
  const repository = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
  const identity = {
    base: { commit: base, tree: base },
    changeDigest: digest,
    head: { commit: head },
    ref,
    repository: repository.id,
    result: { tree },
  };
  return {
    change: changeId(nodeCrypto, identity),
    repository,
    ref,
    base: { gitCommit: base, gitTree: base },
    head: { gitCommit: head },
    result: { gitTree: tree },
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors: [],
    pushers: [],
    previous: [],
    claim: { title: "Raise the weight", text: "" },
    packet: { sha256: "c".repeat(64), renderer: "countersign/0.1.0" },
    policy: { version, sha256 },
  };
}
