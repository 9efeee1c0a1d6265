import { changeDigest, changeId, identityOf, parseOid, pathFromBytes, policyVersion } from "@countersign/core";
import type { ChangeRecord, Decision, Entry, Finding, Incident, Packet, Review } from "@countersign/core";
import { examplePolicy, scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import type { PublicRule, PublicSource } from "./index.ts";

/** 2026-11-22T12:00:00Z. */
export const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;
export const HOUR = 3600;
export const DAY = 24 * HOUR;

const OLGA = { name: "Olga", email: "olga@acme.example", as: ["author", "committer"] } as const;
const REQUIRED = [{ id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] }];

/** A log with a clock: each record is written at the time that stands, by the keys of the example policy, and verified. */
export function exampleLog() {
  const document = examplePolicy({
    requirements: REQUIRED,
    environments: [{ id: "production-eu", requires: ["algorithm"], freshness: "PT24H" }],
    detectors: undefined,
  });
  const log = scribe(document, ["olga", "dana", "nils"], [{ keyName: "witness.example/oracle-w", key: "oracle-w" }]);
  const policy = { version: 1, sha256: policyVersion(nodeCrypto, document).sha256 };
  const times = [NOON - 60 * DAY];
  const packets = new Map<string, readonly Finding[]>();
  let count = 0;
  const uuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, "0")}`;
  const at = (time: number, leaf: number) => {
    times[leaf] = time;
    return leaf;
  };
  return {
    times,
    capture(time: number, findings: readonly Finding[] = [], more: Partial<ChangeRecord> = {}): ChangeRecord {
      const record = changeOf(++count, policy, more);
      packets.set(record.change, findings);
      at(time, log.byMachine("change", record, "service-1"));
      return record;
    },
    /** The same content again, with other words of its author. */
    captureAgain(time: number, change: ChangeRecord): void {
      at(time, log.byMachine("change", { ...change, claim: { title: "again", text: "" } }, "service-1"));
    },
    decide: (time: number, change: ChangeRecord, decision: Decision) =>
      at(time, log.byPeople("review", reviewOf(change, decision, uuid()), ["dana"])),
    incident: (time: number, code: string, text: string) => {
      const record: Incident = { about: { leaf: 0 }, code, text, status: "opened", id: uuid() };
      return at(time, log.byMachine("incident", record, "service-1"));
    },
    source: (rule: PublicRule, now = NOON): PublicSource => ({
      log: { ...log.contents(), time: now },
      checkpoint: log.checkpoint(now),
      timeOf: (leaf) => times[leaf],
      packetOf: (record) => packetOf(record, packets.get(record.change)),
      rule,
    }),
    bundle: () => log.bundle(NOON),
    root: log.root,
    lines: log.lines,
  };
}

function packetOf(record: ChangeRecord, findings: readonly Finding[] | undefined): Packet | undefined {
  if (findings === undefined) return undefined;
  const { packet: _, ...change } = record;
  const coverage = record.entries.map(({ path }) => ({ path, analysed: "tokens" as const, bytes: 1, lines: 1 }));
  return {
    change,
    findings,
    ledgers: {},
    coverage,
    detectors: { version: "1.0.0", sha256: "d".repeat(64) },
    roles: {},
  };
}

/** What a detector noticed, with words of a hostile author where they are given. */
export function finding(title: string, more: Partial<Finding> = {}): Finding {
  return {
    class: "weights",
    code: "weights.changed",
    risk: "R3",
    roles: ["oracle"],
    title,
    at: [],
    evidence: {},
    detector: "weights",
    ...more,
  };
}

function oid(of: string) {
  return parseOid(
    Buffer.from(nodeCrypto.sha256(new TextEncoder().encode(of)))
      .toString("hex")
      .slice(0, 40),
    "sha1",
  );
}

function changeOf(count: number, policy: ChangeRecord["policy"], more: Partial<ChangeRecord>): ChangeRecord {
  const entry: Entry = {
    path: pathFromBytes(new TextEncoder().encode("ranker/weights.json")),
    oldMode: "100644",
    newMode: "100644",
    oldOid: oid("old"),
    newOid: oid(`new ${count}`),
    oldSha256: "a".repeat(64),
    newSha256: count.toString(16).padStart(64, "0"),
  };
  const digest = changeDigest(nodeCrypto, "sha1", [entry]);
  if (digest === undefined) throw new Error("no digest");
  const record = {
    repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
    ref: "refs/heads/main",
    base: { gitCommit: oid("base"), gitTree: oid("base tree") },
    head: { gitCommit: oid(`head ${count}`) },
    result: { gitTree: oid(`result ${count}`) },
    changeDigest: digest,
    objectFormat: "sha1" as const,
    entries: [entry],
    excluded: 0,
    commits: 1,
    contributors: [{ ...OLGA, as: ["olga"] }],
    pushers: [],
    previous: [],
    claim: { title: "a title", text: "" },
    packet: { sha256: "e".repeat(64), renderer: "text-1" },
    policy,
    change: "",
    ...more,
  };
  return { ...record, change: changeId(nodeCrypto, identityOf(record)) };
}

function reviewOf(change: ChangeRecord, decision: Decision, id: string): Review {
  const { repository, ref, base, head, result, changeDigest: digest, packet, policy } = change;
  return {
    change: change.change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest: digest,
    policy,
    packet,
    decision,
    role: "oracle",
    reviewer: { person: "dana", organisation: "oracle" },
    id,
    message: "",
    claimedTime: "2026-11-22T10:00:00Z",
  };
}
