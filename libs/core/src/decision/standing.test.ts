import { describe, expect, it } from "vitest";
import type { Decision } from "./review.ts";
import type { LoggedReview } from "../log/contents.ts";
import { parsePolicy } from "../policy/parse.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import { parseOid } from "../objects/oid.ts";
import { standing } from "./standing.ts";
import type { StandingQuestion } from "./standing.ts";

const policy = parsePolicy(examplePolicy());
const oid = parseOid("1".repeat(40), "sha1");
const ORGANISATION: Readonly<Record<string, string>> = { dana: "oracle", dora: "oracle", nils: "nordsec" };

type Said = readonly [
  person: string,
  decision: Decision,
  conditions?: { environments?: readonly string[]; notAfter?: string },
];

/** Decisions on one digest, in the order given. */
function reviews(...said: readonly Said[]): readonly LoggedReview[] {
  return said.map(([person, decision, conditions], leaf) => ({
    leaf,
    id: String(leaf),
    fingerprint: `SHA256:${person}`,
    record: {
      change: "c",
      repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
      ref: "refs/heads/main",
      base: { gitCommit: oid, gitTree: oid },
      head: { gitCommit: oid },
      result: { gitTree: oid },
      changeDigest: `cs-diff-v1:${"0".repeat(64)}`,
      policy: { version: 1, sha256: "" },
      packet: { sha256: "", renderer: "" },
      decision,
      role: "oracle",
      reviewer: { person, organisation: ORGANISATION[person] ?? "" },
      ...(conditions === undefined ? {} : { conditions }),
      id: String(leaf),
      message: "",
      claimedTime: "",
    },
  }));
}

const question: StandingQuestion = {
  policy,
  environment: "production-eu",
  time: 1_800_000_000,
  contributors: new Set(),
};

const answer = (said: readonly Said[], changed: Partial<StandingQuestion> = {}) => {
  const { approvals, objections } = standing({ ...question, ...changed }, reviews(...said));
  return {
    counting: approvals.filter(({ bar }) => bar === undefined).map(({ review }) => review.leaf),
    bars: approvals.flatMap(({ bar }) => bar ?? []),
    objections: objections.map(({ code }) => code),
  };
};

describe("the standing of a digest", () => {
  it("counts an approval that nothing speaks against", () => {
    expect(answer([["dana", "approve"]])).toEqual({ counting: [0], bars: [], objections: [] });
  });

  it("denies while another organisation's rejection stands, and lets only that organisation lift it", () => {
    expect(
      answer([
        ["nils", "reject"],
        ["dana", "approve"],
      ]).objections,
    ).toEqual(["decision.rejected"]);
    expect(
      answer([
        ["nils", "reject"],
        ["dana", "approve"],
        ["nils", "approve"],
      ]).objections,
    ).toEqual([]);
  });

  it("takes a hold as pending", () => {
    expect(
      answer([
        ["dana", "approve"],
        ["nils", "hold"],
      ]),
    ).toEqual({ counting: [0], bars: [], objections: ["decision.held"] });
  });

  it("takes back what an organisation said before its revoke, a rejection too", () => {
    expect(
      answer([
        ["dana", "approve"],
        ["dora", "revoke"],
      ]),
    ).toEqual({ counting: [], bars: ["decision.revoked"], objections: [] });
    expect(
      answer([
        ["dana", "reject"],
        ["dana", "revoke"],
      ]).objections,
    ).toEqual([]);
    expect(
      answer([
        ["dana", "approve"],
        ["dana", "revoke"],
        ["dana", "approve"],
      ]).counting,
    ).toEqual([2]);
  });

  it("does not count whoever has a part in the content, and does not let them lift a rejection", () => {
    const contributors = new Set(["dana"]);
    expect(answer([["dana", "approve"]], { contributors }).bars).toEqual(["decision.not-independent"]);
    expect(
      answer(
        [
          ["dora", "reject"],
          ["dana", "approve"],
        ],
        { contributors },
      ).objections,
    ).toEqual(["decision.rejected"]);
  });

  it("does not let an approval lift a rejection that is for another environment or by a revoked key", () => {
    const otherEnvironment = { environments: ["staging"] };
    expect(
      answer([
        ["nils", "reject"],
        ["nils", "approve", otherEnvironment],
      ]).objections,
    ).toEqual(["decision.rejected"]);
    const revokedKeys = [{ fingerprint: "SHA256:dana", fromLeaf: 1 }];
    expect(
      answer(
        [
          ["dora", "reject"],
          ["dana", "approve"],
        ],
        { policy: { ...policy, revokedKeys } },
      ).objections,
    ).toEqual(["decision.rejected"]);
  });

  it("lets an approval that has run out since lift a rejection", () => {
    expect(
      answer([
        ["nils", "reject"],
        ["nils", "approve", { notAfter: "2026-12-31T00:00:00Z" }],
      ]),
    ).toEqual({ counting: [], bars: ["decision.expired"], objections: [] });
  });

  it("has its approvals in the order of the log, whoever gave them", () => {
    expect(
      answer([
        ["dana", "approve"],
        ["nils", "approve"],
        ["dora", "approve"],
      ]).counting,
    ).toEqual([0, 1, 2]);
  });

  it("counts an approval for its environments only", () => {
    expect(answer([["dana", "approve", { environments: ["staging"] }]]).bars).toEqual(["decision.environment"]);
    const both = { environments: ["staging", "production-eu"] };
    expect(answer([["dana", "approve", both]])).toEqual({ counting: [0], bars: [], objections: [] });
    expect(answer([["nils", "reject", both]]).objections).toEqual(["decision.rejected"]);
    expect(
      answer([
        ["nils", "reject", { environments: ["staging"] }],
        ["dana", "approve"],
      ]).objections,
    ).toEqual([]);
  });

  it("ends an approval by witness time, and without one before it begins", () => {
    const until = (notAfter: string) => answer([["dana", "approve", { notAfter }]]);
    expect(until("2027-01-15T08:00:00Z").counting).toEqual([0]);
    expect(until("2027-01-15T07:59:59Z").bars).toEqual(["decision.expired"]);
    expect(answer([["dana", "approve", { notAfter: "2099-01-01T00:00:00Z" }]], { time: undefined }).bars).toEqual([
      "decision.expired",
    ]);
  });

  it("loses everything that a revoked key said from its leaf on", () => {
    const revoked = { ...policy, revokedKeys: [{ fingerprint: "SHA256:dana", fromLeaf: 1 }] };
    expect(
      answer(
        [
          ["dana", "approve"],
          ["dana", "approve"],
        ],
        { policy: revoked },
      ),
    ).toMatchObject({ counting: [0], bars: ["decision.key-revoked"] });
    expect(
      answer(
        [
          ["dana", "approve"],
          ["dora", "approve"],
        ],
        { policy: revoked },
      ),
    ).toMatchObject({ counting: [0, 1], bars: [] });
    expect(
      answer(
        [
          ["dana", "approve"],
          ["dana", "reject"],
        ],
        { policy: revoked },
      ).objections,
    ).toEqual([]);
  });
});
