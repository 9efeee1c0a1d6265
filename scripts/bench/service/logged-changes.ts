import { IN_TOTO_PAYLOAD_TYPE, pae, signEnvelope, signSshsig } from "@countersign/attest";
import {
  changeDigest,
  changeId,
  composeReview,
  formatPacket,
  formatRecord,
  packetDigest,
  packetRoles,
  parseOid,
  pathFromBytes,
  personById,
  roleFor,
} from "@countersign/core";
import type { CapturedChange, ChangeRecord, Entry, Finding, LogContents, NewRecord, Packet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { createHash } from "node:crypto";
import { signingCrypto } from "../signing-crypto.ts";
import { MAIN, REPOSITORY } from "./service-policy.ts";

const SERVICE = testKey("service-1").seed;
const RISKS = ["R1", "R2", "R2", "R3", "R1", "R4"] as const;
const CLASSES = ["model", "feature.input", "egress", "ranking.weight", "feature.personal", "exploration"];
const AUTHORS = ["olga", "ada@acme.example", "ben@acme.example", "cleo@acme.example", "finn@acme.example"];
const WORDS = ["weight", "decay", "boost", "penalty", "cutoff", "mixture", "horizon"];
/** Each so-manieth change is the next revision of the proposal before it. */
const REVISED = 20;

/** A change as capture logs it, with its packet. */
export type LoggedChange = {
  readonly record: ChangeRecord;
  readonly envelope: NewRecord;
  readonly packet: Uint8Array;
};

/** The change with a number, by the policy in force: of every sort that a queue tells apart. `before` is the one before it. */
export function loggedChange({ policy }: LogContents, number: number, before?: ChangeRecord): LoggedChange {
  const revises = number % REVISED === 1 && before !== undefined;
  const proposal = `refs/heads/work/${revises ? number - 1 : number}`;
  const entries = pathsOf(number).map((path) => entryOf(path, number));
  const digest = changeDigest(nodeCrypto, "sha1", entries);
  if (digest === undefined) throw new Error("a change has entries");
  const [base, head, result] = [
    { gitCommit: oid("base"), gitTree: oid("base tree") },
    { gitCommit: oid(`head ${number}`) },
    { gitTree: oid(`result ${number}`) },
  ];
  const captured: CapturedChange = {
    change: changeId(nodeCrypto, {
      base: { commit: base.gitCommit, tree: base.gitTree },
      changeDigest: digest,
      head: { commit: head.gitCommit },
      ref: MAIN,
      repository: REPOSITORY.id,
      result: { tree: result.gitTree },
    }),
    repository: REPOSITORY,
    ref: MAIN,
    base,
    head,
    result,
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1 + (number % 3),
    contributors: [contributorOf(AUTHORS[number % AUTHORS.length] ?? "")],
    pushers: [],
    proposal,
    previous: revises ? [before.change] : [],
    claim: { title: `Change the ${WORDS[number % WORDS.length]} of candidate source ${number}`, text: "As discussed." },
    policy: { version: policy.policy.version, sha256: policy.sha256 },
  };
  const packet = formatPacket(packetOf(policy.policy, captured, number));
  const record = {
    ...captured,
    packet: { sha256: packetDigest(nodeCrypto, packet), renderer: "countersign/0.1.0" },
  };
  const payload = formatRecord(nodeCrypto, "change", record);
  const signing = { seed: SERVICE, keyid: "service-1", payloadType: IN_TOTO_PAYLOAD_TYPE, payload };
  return { record, envelope: { kind: "change", envelope: signEnvelope(signingCrypto, signing) }, packet };
}

let decisions = 0;

/** What somebody of the policy says about a change, signed. */
export function decisionAbout(
  { policy: { policy } }: LogContents,
  record: ChangeRecord,
  name: string,
  decision: "approve" | "hold" | "reject",
): NewRecord {
  const person = personById(policy, name);
  if (person === undefined) throw new Error(`the policy has nobody called ${name}`);
  decisions += 1;
  const id = `00000000-0000-4000-8000-${String(decisions).padStart(12, "0")}`;
  const stamp = { id, claimedTime: "2026-11-22T10:00:00Z" };
  const request = { change: record.change, decision, message: "Reviewed with the author." };
  const review = composeReview(record, person, roleFor(policy, person, undefined), request, stamp);
  const payload = formatRecord(nodeCrypto, "review", review);
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(signingCrypto, { seed: testKey(name).seed, namespace: "countersign-review@v1", message });
  const envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
  return { kind: "review", envelope };
}

/** One to three files; of every fourth change one is below `data/`. */
function pathsOf(number: number): readonly string[] {
  const ranked = Array.from(
    { length: 1 + (number % 3) },
    (_, at) => `ranking/area-${(number + at) % 100}/feature-${(number * 7 + at) % 2000}.py`,
  );
  return [...new Set([...ranked, ...(number % 4 === 0 ? [`data/sources/source-${number % 500}.sql`] : [])])].toSorted();
}

function entryOf(path: string, number: number): Entry {
  return {
    path: pathFromBytes(Buffer.from(path)),
    oldMode: "100644",
    newMode: "100644",
    oldOid: oid(`old ${path}`),
    newOid: oid(`new ${path} ${number}`),
    oldSha256: hex("sha256", `old ${path}`),
    newSha256: hex("sha256", `new ${path} ${number}`),
  };
}

function packetOf(policy: LogContents["policy"]["policy"], change: CapturedChange, number: number): Packet {
  const findings = Array.from(
    { length: number % 3 },
    (_, at): Finding => ({
      class: CLASSES[(number + at) % CLASSES.length] ?? "model",
      risk: RISKS[(number + at) % RISKS.length] ?? "R2",
      title: `${WORDS[(number + at) % WORDS.length]} of the source becomes ${number}`,
      code: "parameter.changed",
      roles: [],
      at: change.entries.slice(0, 1).map(({ path }) => ({ path, side: "result", from: 3, to: 3 })),
      before: `${number - 1}`,
      after: `${number}`,
      evidence: {},
      detector: "parameter",
    }),
  );
  const coverage = change.entries.map(({ path }) => ({ path, analysed: "syntax" as const, bytes: 900, lines: 30 }));
  return {
    change,
    findings,
    ledgers: {},
    coverage,
    detectors: { version: "1.0.0", sha256: "d".repeat(64) },
    roles: packetRoles(policy, change.entries, { findings, coverage }),
  };
}

function contributorOf(author: string): ChangeRecord["contributors"][number] {
  if (author.includes("@")) return { name: author, email: author, as: [] };
  return { name: author, email: `${author}@acme.example`, as: [author] };
}

const oid = (text: string) => parseOid(hex("sha1", text), "sha1");

function hex(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}
