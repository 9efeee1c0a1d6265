import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import type { LogContents } from "../log/contents.ts";
import { scribe } from "../log/scribe.testing.ts";
import { parseOid } from "../objects/oid.ts";
import { examplePolicy, exampleWith } from "../policy/example.testing.ts";
import { formatRecord, parseRecord } from "../log/record.ts";
import type { BreakGlass } from "./break-glass.ts";
import { composeVerdict } from "./compose-verdict.ts";
import type { Verdict } from "./verdict.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;
const HOUR = 3600;

/** The log of a policy, at a witness time. */
function logOf(document = examplePolicy(), time = NOON): LogContents {
  const log = scribe(document, ["olga", "dana", "nils"], [{ keyName: "witness.example/oracle-w", key: "oracle-w" }]);
  return { ...log.contents(), time };
}

const VERDICT: Verdict = {
  decision: "allow",
  code: "gate.allowed",
  commit: parseOid("c1".repeat(20), "sha1"),
  environment: "production-eu",
  repository: "github:123456",
  ref: "refs/heads/main",
  policy: { version: 1, sha256: "a".repeat(64) },
  log: { origin: "log.acme.example/feed", size: 1, root: "b".repeat(64), time: "2026-11-22T12:00:00Z" },
  range: { edges: 0 },
  requirements: [],
  edges: [],
  reasons: [{ code: "gate.settled", message: "The commit is the settled one itself.", remedy: "Nothing to do." }],
};

const STAMP = { requestId: "build-42", artifact: undefined, now: NOON };

function validFor(log: LogContents, verdict: Partial<Verdict> = {}): number {
  return Date.parse(composeVerdict(log, { ...VERDICT, ...verdict }, STAMP).validUntil) / 1000 - NOON;
}

describe("a verdict that is to be signed", () => {
  it("repeats the answer, and reads back as it was written", () => {
    const record = composeVerdict(logOf(), VERDICT, { ...STAMP, artifact: `sha256:${"1".repeat(64)}` });
    expect(record).toMatchObject({ requestId: "build-42", repository: { uri: "git+https://github.com/acme/feed" } });
    expect(parseRecord(nodeCrypto, "verdict", formatRecord(nodeCrypto, "verdict", record)).record).toEqual(record);
  });

  it("stands as long as its environment says, a quarter of an hour where it does not", () => {
    expect(validFor(logOf())).toBe(HOUR);
    expect(validFor(logOf(exampleWith("environments.0.verdictTtl", "PT5M")))).toBe(300);
    expect(validFor(logOf(exampleWith("environments.0.verdictTtl", undefined)))).toBe(900);
    expect(validFor(logOf(), { environment: "staging" })).toBe(900);
  });

  it("does not stand longer than the log is fresh", () => {
    expect(validFor(logOf(examplePolicy(), NOON - 24 * HOUR + 600))).toBe(600);
  });

  it("of a rollback stands as long as the state is not too old", () => {
    const old = logOf(examplePolicy(), NOON - 72 * HOUR + 60);
    expect(validFor(old, { code: "gate.rollback" })).toBe(60);
  });

  it("does not stand longer than an approval that it rests on, unless that had run out before", () => {
    const [from, to] = ["c1", "c2"].map((digits) => parseOid(digits.repeat(20), "sha1"));
    if (from === undefined || to === undefined) throw new Error("two commits");
    const until = (...ends: readonly string[]) => {
      const approvals = ends.map((notAfter) => ({ person: "dana", role: "oracle", leaf: 3, change: "c", notAfter }));
      return validFor(logOf(), { edges: [{ from, to, state: "covered", approvals, residual: [] }] });
    };
    expect(until("2026-11-22T12:10:00Z", "2026-11-22T12:20:00Z")).toBe(600);
    expect(until("2026-11-22T12:00:00Z")).toBe(0);
    expect(until("2026-11-22T11:59:59Z", "2026-11-22T12:20:00Z")).toBe(1200);
  });

  it("that somebody broke the glass for does not stand longer than that", () => {
    const log = logOf();
    const record = {
      repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
      ref: "refs/heads/main",
      commit: VERDICT.commit,
      environment: "production-eu",
      reason: "the feed is down",
      notAfter: "2026-11-22T12:10:00Z",
      id: "00000000-0000-4000-8000-000000000001",
    } as const;
    const broken = (other: Partial<BreakGlass>) => ({
      ...log,
      breakGlass: [{ id: "", leaf: 1, record: { ...record, ...other }, signers: [] }],
    });
    expect(validFor(broken({}), { code: "gate.break-glass" })).toBe(600);
    expect(validFor(broken({}))).toBe(HOUR);
    expect(validFor(broken({ notAfter: "2026-11-22T12:00:00Z" }), { code: "gate.break-glass" })).toBe(0);
    for (const other of [
      { repository: { id: "github:1", uri: "git+https://github.com/acme/other" } },
      { ref: "refs/heads/dev" },
      { commit: parseOid("c2".repeat(20), "sha1") },
      { environment: "staging" },
      { notAfter: "2026-11-22T11:59:59Z" },
    ])
      expect(validFor(broken(other), { code: "gate.break-glass" }), JSON.stringify(other)).toBe(HOUR);
  });

  it("never ends before it begins", () => {
    expect(validFor(logOf(examplePolicy(), NOON - 48 * HOUR), { decision: "deny", code: "log.stale" })).toBe(0);
  });
});
