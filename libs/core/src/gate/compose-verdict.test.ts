import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import type { LogContents } from "../log/contents.ts";
import { scribe } from "../log/scribe.testing.ts";
import { parseOid } from "../objects/oid.ts";
import { examplePolicy, exampleWith } from "../policy/example.testing.ts";
import { formatRecord, parseRecord } from "../log/record.ts";
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

  it("never ends before it begins", () => {
    expect(validFor(logOf(examplePolicy(), NOON - 48 * HOUR), { decision: "deny", code: "log.stale" })).toBe(0);
  });
});
