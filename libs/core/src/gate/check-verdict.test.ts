import { IN_TOTO_PAYLOAD_TYPE, signEnvelope } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import type { LoggedReview } from "../log/contents.ts";
import { formatRecord } from "../log/record.ts";
import { parseOid } from "../objects/oid.ts";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import { checkVerdict } from "./check-verdict.ts";
import type { VerdictQuestion } from "./check-verdict.ts";
import { composeReceipt, receiptFaults, withdrawalsSince } from "./receipt.ts";
import type { VerdictRecord } from "./verdict-record.ts";

const COMMIT = parseOid("c1".repeat(20), "sha1");
const OTHER = parseOid("c2".repeat(20), "sha1");
const IMAGE = `sha256:${"1".repeat(64)}`;
const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;

const VERDICT: VerdictRecord = {
  decision: "allow",
  code: "gate.allowed",
  repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
  ref: "refs/heads/main",
  commit: COMMIT,
  environment: "production-eu",
  artifact: IMAGE,
  requestId: "build-42",
  policy: { version: 3, sha256: "a".repeat(64) },
  log: { size: 17, root: "b".repeat(64) },
  validUntil: "2026-11-22T13:00:00Z",
  reasons: [],
};

const ASKED: VerdictQuestion = {
  repository: "github:123456",
  ref: "refs/heads/main",
  commit: COMMIT,
  environment: "production-eu",
  artifact: IMAGE,
  requestId: "build-42",
};

const KEYS = [testKey("gate-eu").publicKey];

function signed(record: VerdictRecord, key = "gate-eu") {
  const payload = formatRecord(nodeCrypto, "verdict", record);
  return signEnvelope(nodeCrypto, { seed: testKey(key).seed, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
}

function faults(verdict: Partial<VerdictRecord>, asked: Partial<VerdictQuestion> = {}, now = NOON): readonly string[] {
  const envelope = signed({ ...VERDICT, ...verdict });
  return checkVerdict(nodeCrypto, envelope, KEYS, { ...ASKED, ...asked }, now).faults.map(({ code }) => code);
}

describe("a signed verdict", () => {
  it("allows what was asked, and is returned", () => {
    expect(checkVerdict(nodeCrypto, signed(VERDICT), KEYS, ASKED, NOON)).toEqual({ verdict: VERDICT, faults: [] });
  });

  it.each([
    ["A5: another commit", { commit: OTHER }, ["gate.verdict-subject"]],
    ["A5: another repository", { repository: "github:1" }, ["gate.verdict-subject"]],
    ["A5: another ref", { ref: "refs/heads/dev" }, ["gate.verdict-subject"]],
    ["A5: another environment", { environment: "staging" }, ["gate.verdict-subject", "gate.verdict-environment"]],
    [
      "A5: another artifact",
      { artifact: `sha256:${"2".repeat(64)}` },
      ["gate.verdict-subject", "gate.verdict-artifact"],
    ],
    ["A5: the commit alone", { artifact: undefined }, ["gate.verdict-subject", "gate.verdict-artifact"]],
    ["H11: another request", { requestId: "build-43" }, ["gate.verdict-request"]],
    ["anybody's request", { requestId: undefined }, []],
  ] as const)("%s: %j gives %j", (_name, asked, codes) => {
    expect(faults({}, asked)).toEqual(codes);
  });

  it("A5: says what it is for and what was asked, an artifact or none", () => {
    const detail = (verdict: VerdictRecord, artifact: string | undefined) =>
      checkVerdict(nodeCrypto, signed(verdict), KEYS, { ...ASKED, artifact }, NOON).faults.at(-1)?.detail;
    expect(detail(VERDICT, undefined)).toBe(`the verdict is for artifact ${IMAGE}, asked was none`);
    const { artifact: _artifact, ...bare } = VERDICT;
    expect(detail(bare, IMAGE)).toBe(`the verdict is for artifact none, asked was ${IMAGE}`);
  });

  it.each([
    ["pending", "decision.missing"],
    ["deny", "gate.residual"],
    ["error", "git.octopus"],
    ["allow", "gate.residual"],
    ["deny", "gate.allowed"],
  ] as const)("H11: %s under %s allows nothing", (decision, code) => {
    expect(faults({ decision, code })).toEqual(["gate.verdict-decision"]);
  });

  it("H11: stands until its end, and not at it", () => {
    expect(faults({}, {}, NOON + 3599)).toEqual([]);
    expect(faults({}, {}, NOON + 3600)).toEqual(["gate.verdict-expired"]);
  });

  it("H11: is not that of another key, nor of none", () => {
    const check = (keys: readonly Uint8Array[], key = "gate-eu") =>
      checkVerdict(nodeCrypto, signed(VERDICT, key), keys, ASKED, NOON);
    const refused = expect.objectContaining({ code: "gate.verdict-signature" });
    expect(() => check(KEYS, "gate-us")).toThrow(refused);
    expect(() => check([])).toThrow(refused);
  });
});

describe("a receipt", () => {
  const named = { id: "d".repeat(64), record: VERDICT };
  const done = { state: "succeeded", commit: undefined, environment: undefined, artifact: undefined } as const;

  it("repeats its verdict, whatever the pipeline knows itself", () => {
    const receipt = composeReceipt(named, { ...done, commit: COMMIT, artifact: IMAGE }, NOON);
    expect(receipt).toEqual({
      repository: VERDICT.repository,
      ref: VERDICT.ref,
      commit: COMMIT,
      environment: "production-eu",
      artifact: IMAGE,
      verdict: named.id,
      state: "succeeded",
    });
    expect(receiptFaults(named, receipt)).toEqual([]);
  });

  it("A5: of something else is refused, and found where it was signed all the same", () => {
    const subject = expect.objectContaining({ code: "gate.verdict-subject" });
    expect(() => composeReceipt(named, { ...done, commit: OTHER }, NOON)).toThrow(subject);
    expect(() => composeReceipt(named, { ...done, environment: "staging" }, NOON)).toThrow(subject);
    const receipt = composeReceipt(named, done, NOON);
    expect(receiptFaults(named, { ...receipt, commit: OTHER })).toEqual([subject]);
    expect(receiptFaults({ ...named, id: "e".repeat(64) }, receipt)).toEqual([subject]);
  });

  it("begins while its verdict stands, and may end later", () => {
    const late = NOON + 7200;
    const expired = expect.objectContaining({ code: "gate.verdict-expired" });
    expect(() => composeReceipt(named, { ...done, state: "started" }, late)).toThrow(expired);
    for (const state of ["succeeded", "failed", "rolled-back"] as const)
      expect(composeReceipt(named, { ...done, state }, late).state).toBe(state);
  });
});

describe("what was said after the log that a verdict rests on", () => {
  const oid = parseOid("1".repeat(40), "sha1");
  const inForce = policyVersion(nodeCrypto, examplePolicy());
  const rejected: LoggedReview = {
    leaf: VERDICT.log.size,
    id: "1",
    fingerprint: "SHA256:nils",
    record: {
      change: "c",
      repository: VERDICT.repository,
      ref: VERDICT.ref,
      base: { gitCommit: oid, gitTree: oid },
      head: { gitCommit: oid },
      result: { gitTree: oid },
      changeDigest: `cs-diff-v1:${"0".repeat(64)}`,
      policy: { version: 1, sha256: inForce.sha256 },
      packet: { sha256: "", renderer: "" },
      decision: "reject",
      role: "data-guard",
      reviewer: { person: "nils", organisation: "nordsec" },
      id: "1",
      message: "",
      claimedTime: "",
    },
  };
  const heard = (leaf: number, other: Partial<LoggedReview["record"]> = {}, about: Partial<VerdictRecord> = {}) => {
    const reviews = [{ ...rejected, leaf, record: { ...rejected.record, ...other } }];
    const log = { reviews, policy: { ...inForce, leaf: 0, id: "0" } };
    return withdrawalsSince(log, { ...VERDICT, ...about }).length > 0;
  };

  it("A8: is heard where it speaks against content of the same repository and ref", () => {
    expect(heard(17)).toBe(true);
    expect(heard(17, { decision: "hold" })).toBe(true);
    expect(heard(16)).toBe(false);
    expect(heard(17, { decision: "approve" })).toBe(false);
    expect(heard(17, { repository: { id: "github:1", uri: "git+https://github.com/acme/other" } })).toBe(false);
    expect(heard(17, { ref: "refs/heads/dev" })).toBe(false);
  });

  it("A8: is heard on a ref that the deployed one accepts", () => {
    expect(heard(17, { ref: "refs/heads/main" }, { ref: "refs/heads/release/1" })).toBe(true);
    expect(heard(17, { ref: "refs/heads/release/1" })).toBe(false);
  });
});
