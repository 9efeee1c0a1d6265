import { describe, expect, it } from "vitest";
import type { Policy } from "../policy/policy.ts";
import type { Cover } from "../state/fact.ts";
import { capturedChanges } from "./captured.ts";
import { FEED, MAIN, START, draftedLog } from "./drafted-log.testing.ts";
import type { DraftedLog } from "./drafted-log.testing.ts";
import { fallen } from "./fallen.ts";
import type { FallenQuestion } from "./fallen.ts";
import { gateLog } from "./gate-log.ts";
import { edit, madeUp } from "./made-up.testing.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const REQUIREMENT = { id: "algorithm", role: "oracle", count: 1, coverage: ["same-change"] } as const;

type Options = {
  readonly cover?: Partial<Cover>;
  readonly covers?: number;
  readonly lost?: number;
  readonly revokedKeys?: Policy["revokedKeys"];
} & Partial<Pick<FallenQuestion, "requirementOf" | "renewedBy">>;

/** Whether content that dana approved (leaf 3) is fallen after what was logged since. */
function standing(say: (log: DraftedLog, change: string) => void, options: Options = {}) {
  const log = draftedLog();
  const change = log.capture(SCORED);
  log.review(change, "dana");
  say(log, change);
  const { policy, ...contents } = gateLog(log.contents());
  const inForce = { ...policy, policy: { ...policy.policy, revokedKeys: options.revokedKeys ?? [] } };
  const known = { ...contents, policy: inForce };
  const digest = contents.changes[0]?.record.changeDigest.slice("cs-diff-v1:".length) ?? "";
  const cover: Cover = {
    line: 0,
    requirement: "a".repeat(64),
    from: START,
    to: madeUp("c1"),
    position: 1,
    class: "same-change",
    changes: [change],
    approvals: [],
    people: [],
    ...options.cover,
  };
  return fallen(
    {
      log: known,
      captured: capturedChanges(known, FEED.id, new Set([MAIN])),
      request: { environment: "production-eu" },
      requirementOf: options.requirementOf ?? (() => REQUIREMENT),
      renewedBy: options.renewedBy ?? (() => undefined),
    },
    {
      digest,
      covers: Array.from({ length: options.covers ?? 1 }, () => cover),
      ...(options.lost === undefined ? {} : { lost: options.lost }),
    },
  );
}

const harmful = (log: DraftedLog, change: string, person = "dora") =>
  log.review(change, person, { decision: "revoke", reason: "harmful" });

describe("content that was allowed once and may come back", () => {
  it("does where nothing happened, or it was revoked for another reason than harm", () => {
    expect(standing(() => {})).toBeUndefined();
    for (const reason of ["mistake", "expired-review"] as const)
      expect(standing((log, change) => log.review(change, "dora", { decision: "revoke", reason }))).toBeUndefined();
    expect(standing((log, change) => log.review(change, "nils", { decision: "reject" }))).toBeUndefined();
  });

  it("does not once somebody revoked it as harmful, until the same organisation approves it", () => {
    expect(standing(harmful)).toBe("revoked");
    const then = (person: string, options: Parameters<DraftedLog["review"]>[2] = {}) =>
      standing((log, change) => {
        harmful(log, change);
        log.review(change, person, options);
      });
    expect(then("dana")).toBeUndefined();
    expect(then("nils")).toBe("revoked");
    expect(then("dana", { conditions: { notAfter: "2026-11-22T11:00:00Z" } })).toBeUndefined();
    expect(then("dana", { conditions: { environments: ["staging"] } })).toBe("revoked");
  });

  it("does not where the approval came before, or is of somebody with a part in it", () => {
    const before = standing((log, change) => {
      log.review(change, "dora");
      harmful(log, change);
    });
    expect(before).toBe("revoked");
    const own = standing(
      (log, change) => {
        harmful(log, change);
        log.review(change, "dana");
      },
      { cover: { people: ["dana"] } },
    );
    expect(own).toBe("revoked");
  });

  it("does where the key that revoked was itself revoked from that leaf or an earlier one", () => {
    const from = (fromLeaf: number) => standing(harmful, { revokedKeys: [{ fingerprint: "SHA256:dora", fromLeaf }] });
    expect([from(4), from(5)]).toEqual([undefined, "revoked"]);
  });

  it("does where a later baseline settles all of it anew", () => {
    const renewed = (leaf: number | undefined, covers = 1) => standing(harmful, { renewedBy: () => leaf, covers });
    expect([renewed(5), renewed(4), renewed(undefined)]).toEqual([undefined, "revoked", "revoked"]);
    expect(renewed(5, 0)).toBe("revoked");
  });
});

describe("content that lost a key or a record", () => {
  const lost = (options: Options = {}, say: (log: DraftedLog, change: string) => void = () => {}) =>
    standing(say, { lost: 9, ...options });
  it("stands while enough approvals are left, however they ended", () => {
    expect(lost()).toBeUndefined();
    expect(
      lost({}, (log, change) => log.review(change, "dora", { decision: "revoke", reason: "mistake" })),
    ).toBeUndefined();
    expect(lost({ requirementOf: () => ({ ...REQUIREMENT, count: 2 }) })).toBe("undermined");
    expect(
      lost({ requirementOf: () => ({ ...REQUIREMENT, count: 2 }) }, (log, change) => log.review(change, "dora")),
    ).toBeUndefined();
    expect(
      lost({ requirementOf: () => ({ ...REQUIREMENT, count: 2 }) }, (log, change) => log.review(change, "dana")),
    ).toBe("undermined");
  });

  it("is undermined where the approval's key is revoked, and stands again by another's", () => {
    const options = { revokedKeys: [{ fingerprint: "SHA256:dana", fromLeaf: 0 }] };
    expect(lost(options)).toBe("undermined");
    expect(lost(options, (log, change) => log.review(change, "dora"))).toBeUndefined();
    expect(lost(options, (log, change) => log.review(change, "nils"))).toBe("undermined");
  });

  it("is undermined where nobody knows the change or the requirement any more, or whoever approved has a part in it", () => {
    expect(lost({ cover: { changes: ["b".repeat(64)] } })).toBe("undermined");
    expect(lost({ requirementOf: () => undefined })).toBe("undermined");
    expect(lost({ cover: { people: ["dana"] } })).toBe("undermined");
    expect(lost({ covers: 0 })).toBe("undermined");
  });

  it("stands where a baseline after the loss settles it anew", () => {
    const renewed = (leaf: number) => lost({ requirementOf: () => undefined, renewedBy: () => leaf });
    expect([renewed(10), renewed(9)]).toEqual([undefined, "undermined"]);
  });
});
