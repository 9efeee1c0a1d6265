import { formatCanonical } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import type { Policy } from "../policy/policy.ts";
import { repositoryById } from "../policy/roster.ts";
import { twoPartyGaps } from "./two-party.ts";
import type { Verdict } from "./verdict.ts";

/** Predicate type of a verification summary (SLSA 1.2, "Verification Summary Attestation"). */
const VSA_TYPE = "https://slsa.dev/verification_summary/v1";

/** Whoever reviewed did so as the policy in force demands. */
const REVIEWED = "ORG_SOURCE_COUNTERSIGN_REVIEWED";
const TWO_PARTY = "SLSA_SOURCE_LEVEL_4";

/** What a summary says beside the verdict. */
export type SourceVsa = {
  readonly verdict: Verdict;
  readonly policy: Policy;
  /** URI of who verified, and the version of its program. */
  readonly verifier: { readonly id: string; readonly version: string };
  /** SHA-256 (hex) of every envelope that the verdict rests on. */
  readonly inputs: readonly string[];
};

/** The levels that an allowed commit has earned; the two-party level only where nothing is missing (attack H15). */
export function verifiedLevels(policy: Policy, verdict: Verdict): readonly string[] {
  return twoPartyGaps(policy, verdict).length === 0 ? [REVIEWED, TWO_PARTY] : [REVIEWED];
}

/**
 * A SLSA Source VSA as canonical JSON of its in-toto statement ("Bundle, state, proof"). `timeVerified` is what the log's
 * witnesses vouch for, so that the same log gives the same bytes. Only for a verdict that allows by its requirements, in
 * an environment that has some: else `gate.not-allowed`, `gate.nothing-required`.
 */
export function formatSourceVsa(vsa: SourceVsa): Uint8Array {
  const { verdict, policy } = vsa;
  // An emergency lets through what nobody has reviewed: no summary may say that somebody did (attack H15).
  if (verdict.code !== "gate.allowed")
    throw new CountersignError("gate.not-allowed", `the gate answers ${verdict.code} for ${verdict.commit}`);
  if (verdict.requirements.length === 0)
    throw new CountersignError("gate.nothing-required", `'${verdict.environment}' requires no review of anything`);
  const uri = repositoryById(policy, verdict.repository).uri;
  return formatCanonical({
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      {
        uri: `${uri}@${verdict.commit}`,
        digest: { gitCommit: verdict.commit },
        annotations: { source_refs: [verdict.ref] },
      },
    ],
    predicateType: VSA_TYPE,
    predicate: predicateOf(vsa, uri),
  });
}

function predicateOf({ verdict, policy, verifier, inputs }: SourceVsa, uri: string): JsonObject {
  const { log, environment } = verdict;
  return {
    verifier: { id: verifier.id, version: { countersign: verifier.version } },
    ...(log.time === undefined ? {} : { timeVerified: log.time }),
    resourceUri: uri,
    policy: {
      uri: `https://${log.origin}#policy-${verdict.policy.version}-${environment}`,
      digest: { sha256: verdict.policy.sha256 },
    },
    inputAttestations: inputs.map((sha256) => ({ digest: { sha256 } })),
    verificationResult: "PASSED",
    verifiedLevels: [...verifiedLevels(policy, verdict)],
    slsaVersion: "1.2",
  };
}
