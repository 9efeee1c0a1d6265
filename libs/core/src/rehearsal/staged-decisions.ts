import { fingerprint, formatKeyBlob } from "@countersign/attest";
import type { ChangeRecord } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { composeReview, roleFor, signerOf } from "../flow/decide.ts";
import type { DecisionRequest } from "../flow/decide.ts";
import type { LogContents, LoggedReview } from "../log/contents.ts";
import { checkReview } from "../log/review-rules.ts";
import type { BeforeReview } from "../log/review-rules.ts";
import type { Policy } from "../policy/policy.ts";
import { personById, revokedFrom } from "../policy/roster.ts";
import type { CaseDecision, PolicyCase } from "./case.ts";

/** Each decision as its signer's own device would make it, and as a reader of the log would take it. */
export function decided(
  crypto: Sha256,
  log: LogContents,
  change: ChangeRecord,
  one: PolicyCase,
): readonly LoggedReview[] {
  const { policy } = log.policy;
  return one.decisions.map((decision, index) => {
    const { person, key } = signer(crypto, policy, decision);
    const record = composeReview(change, person, roleFor(policy, person, decision.role), requestOf(change, decision), {
      id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      claimedTime: "2026-01-01T00:00:00Z",
    });
    const print = fingerprint(crypto, key);
    checkReview(beforeReview(log, change), record, { person, key, fingerprint: print });
    return { leaf: (log.changes[0]?.leaf ?? 0) + 1 + index, id: `review ${index}`, record, fingerprint: print };
  });
}

function requestOf({ change }: ChangeRecord, { says, environments }: CaseDecision): DecisionRequest {
  return { change, decision: says, message: "", ...(environments === undefined ? {} : { environments }) };
}

function beforeReview({ policies }: LogContents, change: ChangeRecord): BeforeReview {
  return {
    policies,
    change: (id) => (id === change.change ? change : undefined),
    review: () => undefined,
    statement: () => false,
  };
}

/** Somebody signs with a key that is not revoked, if there is one. */
function signer(crypto: Sha256, policy: Policy, { by }: CaseDecision) {
  const keys = personById(policy, by)?.keys ?? [];
  const key = keys.find((each) => revokedFrom(policy, fingerprint(crypto, each)) === undefined) ?? keys[0];
  if (key === undefined)
    throw new CountersignError("attest.key-unknown", `nobody called ${by} has a key in the policy`);
  return { key, person: signerOf(policy, formatKeyBlob(key)) };
}
