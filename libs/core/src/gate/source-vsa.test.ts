import { describe, expect, it } from "vitest";
import { draftedLine } from "./drafted-line.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit } from "./made-up.testing.ts";
import { formatSourceVsa, verifiedLevels } from "./source-vsa.ts";
import type { Verdict } from "./verdict.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];

/** A line whose step one or two people approved, as a policy that asks for two, or for one, wants it. */
function approved(count: 1 | 2) {
  const line = draftedLine({ requirements: [{ ...ALGORITHM, count }] });
  line.step(SCORED);
  const change = line.approved(SCORED);
  if (count === 2) line.review(change, "dora");
  const { policy } = line.facts().log.policy;
  const repositories = policy.repositories.map((one) => ({
    ...one,
    contributors: { unresolved: "deny", ignore: [] } as const,
  }));
  return { verdict: line.answer(), policy: { ...policy, repositories } };
}

function summary(other: Partial<Verdict> = {}) {
  const { verdict, policy } = approved(1);
  const verifier = { id: "https://gate.example", version: "0.1.0" };
  const bytes = formatSourceVsa({ verdict: { ...verdict, ...other }, policy, verifier, inputs: ["a".repeat(64)] });
  return JSON.parse(new TextDecoder().decode(bytes));
}

describe("H15: a source summary", () => {
  it("says of an allowed commit which policy it was verified by, on what, and when", () => {
    const { commit, policy } = approved(1).verdict;
    expect(summary()).toEqual({
      _type: "https://in-toto.io/Statement/v1",
      subject: [
        {
          uri: `git+https://github.com/acme/feed@${commit}`,
          digest: { gitCommit: commit },
          annotations: { source_refs: ["refs/heads/main"] },
        },
      ],
      predicateType: "https://slsa.dev/verification_summary/v1",
      predicate: {
        verifier: { id: "https://gate.example", version: { countersign: "0.1.0" } },
        timeVerified: "2026-11-22T12:00:00Z",
        resourceUri: "git+https://github.com/acme/feed",
        policy: {
          uri: "https://log.acme.example/feed#policy-1-production-eu",
          digest: { sha256: policy.sha256 },
        },
        inputAttestations: [{ digest: { sha256: "a".repeat(64) } }],
        verificationResult: "PASSED",
        verifiedLevels: ["ORG_SOURCE_COUNTERSIGN_REVIEWED"],
        slsaVersion: "1.2",
      },
    });
  });

  it("says no time where no witness vouches for one", () => {
    const { time: _time, ...log } = approved(1).verdict.log;
    expect(summary({ log }).predicate).not.toHaveProperty("timeVerified");
  });

  it("is none of a commit that is not allowed by its requirements, or where nothing is required", () => {
    for (const code of ["gate.break-glass", "gate.residual"])
      expect(() => summary({ code })).toThrow(expect.objectContaining({ code: "gate.not-allowed" }));
    expect(() => summary({ requirements: [] })).toThrow(expect.objectContaining({ code: "gate.nothing-required" }));
  });

  it("names the level of two people only where two were asked and approved", () => {
    const levels = (count: 1 | 2) => verifiedLevels(approved(count).policy, approved(count).verdict);
    expect(levels(1)).toEqual(["ORG_SOURCE_COUNTERSIGN_REVIEWED"]);
    expect(levels(2)).toEqual(["ORG_SOURCE_COUNTERSIGN_REVIEWED", "SLSA_SOURCE_LEVEL_4"]);
  });
});
