import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope, pae, signSshsig } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import {
  changeDigest,
  changeId,
  formatRecord,
  formatTime,
  logReader,
  parseOid,
  pathFromBytes,
} from "@countersign/core";
import type { ChangeRecord, RecordOf, Review } from "@countersign/core";
import { examplePolicy, exampleWith, scribe } from "@countersign/core/testing";
import type { Scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import type { ReadSoFar } from "./admission.ts";

/** A log with the example's policy and one captured change, and what people and the operator can do to it. */
export type ReviewedLog = {
  readonly log: Scribe;
  /** A decision about the change, signed and not logged; with an id of its own unless another one is given. */
  readonly decision: (person: "dana" | "nils", decision: Review["decision"], id?: string) => Envelope;
  /** A break-glass of an hour from `NOON` on, signed by these people and not logged. */
  readonly breakGlass: (...people: readonly string[]) => Envelope;
  readonly logged: (envelope: Envelope) => void;
  /** The service logs the same change once more, with another packet. */
  readonly recapture: () => void;
  /** A new version of the policy, signed by everybody. */
  readonly amend: (path: string, value: string) => void;
  /** The log as it is now, read like anybody's. */
  readonly read: (now?: number) => ReadSoFar;
};

/** POSIX seconds. */
export const NOON = 1_795_341_600;

const PEOPLE = ["olga", "dana", "nils"];
const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
const ENTRIES = [
  {
    path: pathFromBytes(new TextEncoder().encode("score.py")),
    oldMode: "100644",
    newMode: "100644",
    oldOid: oid("a"),
    newOid: oid("b"),
    oldSha256: "a".repeat(64),
    newSha256: "b".repeat(64),
  },
] as const;

/** Begins such a log. */
export function reviewedLog(): ReviewedLog {
  const log = scribe(examplePolicy(), PEOPLE, []);
  let change = changeOf(log, "c");
  log.byMachine("change", change, "service-1");
  let said = 0;
  return {
    log,
    decision(person, decision, id = uuid((said += 1))) {
      return signed("review", { ...reviewOf(change, person), decision, id }, person);
    },
    breakGlass(...people) {
      const { repository, ref } = change;
      const target = { repository, ref, commit: oid("2"), environment: "production-eu" };
      const record = { ...target, reason: "it burns", notAfter: formatTime(NOON + 3600), id: uuid((said += 1)) };
      return signed("break-glass", record, ...people);
    },
    logged: (envelope) => void log.append("review", formatEnvelope(envelope)),
    recapture() {
      change = changeOf(log, "d");
      log.byMachine("change", change, "service-1");
    },
    amend(path, value) {
      const { policy, sha256 } = log.contents().policy;
      const version = policy.version + 1;
      const document = exampleWith(path, value, exampleWith("version", version));
      log.byPeople("policy", { policy: document, previous: sha256 }, PEOPLE);
    },
    read(now = NOON) {
      const reader = logReader(nodeCrypto, log.root);
      for (const line of log.lines) reader.add(line);
      return { root: log.root, reader, now };
    },
  };
}

function changeOf(log: Scribe, packet: string): ChangeRecord {
  const { policy, sha256 } = log.contents().policy;
  const digest = changeDigest(nodeCrypto, "sha1", ENTRIES);
  if (digest === undefined) throw new Error("the change has an entry");
  const repository = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
  const ref = "refs/heads/main";
  const identity = {
    base: { commit: oid("1"), tree: oid("1") },
    changeDigest: digest,
    head: { commit: oid("2") },
    ref,
    repository: repository.id,
    result: { tree: oid("3") },
  };
  return {
    change: changeId(nodeCrypto, identity),
    repository,
    ref,
    base: { gitCommit: oid("1"), gitTree: oid("1") },
    head: { gitCommit: oid("2") },
    result: { gitTree: oid("3") },
    changeDigest: digest,
    objectFormat: "sha1",
    entries: ENTRIES,
    excluded: 0,
    commits: 1,
    contributors: [],
    pushers: [],
    previous: [],
    claim: { title: "Raise the weight", text: "" },
    packet: { sha256: packet.repeat(64), renderer: "countersign/0.1.0" },
    policy: { version: policy.version, sha256 },
  };
}

function reviewOf(change: ChangeRecord, person: "dana" | "nils"): Omit<Review, "decision" | "id"> {
  const { repository, ref, base, head, result, changeDigest: digest, policy, packet } = change;
  const [organisation, role] = person === "nils" ? ["nordsec", "data-guard"] : ["oracle", "oracle"];
  const about = { change: change.change, repository, ref, base, head, result, changeDigest: digest, policy, packet };
  return { ...about, role, reviewer: { person, organisation }, message: "", claimedTime: "2026-11-22T10:00:00Z" };
}

function signed<K extends "review" | "break-glass">(
  kind: K,
  record: RecordOf[K],
  ...people: readonly string[]
): Envelope {
  const payload = formatRecord(nodeCrypto, kind, record);
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const signatures = people.map((person) => {
    const { seed } = testKey(person);
    return { keyid: "", sig: signSshsig(nodeCrypto, { seed, namespace: "countersign-review@v1", message }) };
  });
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
