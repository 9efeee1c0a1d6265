import { formatHex } from "@countersign/attest";
import type { GateRequest } from "../gate/facts.ts";
import type { Reason, Verdict } from "../gate/verdict.ts";
import { CountersignError } from "../error.ts";
import { spellDuration } from "../policy/duration.ts";
import type { Environment, Requirement } from "../policy/policy.ts";
import { formatTime } from "../time.ts";
import type { AllowedCommit, GateState } from "./gate-state.ts";

/** What saved state says about a commit that is to come back. */
export type RollbackFacts = {
  /** The gate's clock, in seconds. */
  readonly now: number;
  /** Where the line has the commit, and how many were allowed since; absent when this gate never allowed it here. */
  readonly back?: AllowedCommit & { readonly since: number };
  /** What became of contents of the commit since it was allowed. */
  readonly fallen?: readonly ("revoked" | "undermined")[];
  /** Requirements that no baseline settles any more below the commit. */
  readonly unsettled?: readonly Requirement[];
};

/**
 * Answers whether a commit that this gate allowed before may come back (design, §4 "Rollback"): from saved state alone,
 * so that it works on the day when log, network and approvals are gone. Denies `rollback.not-verified` (never allowed
 * here), `rollback.revoked` (it has content that was revoked as harmful), `rollback.undermined` (a key or record was taken
 * from an approval of it), `rollback.unsettled` (or from a baseline below it), and `rollback.bounds` (of the policy: how long
 * ago, how many allowed commits back, how old the witnesses' newest time may be).
 */
export function judgeRollback(
  state: GateState,
  environment: Environment,
  request: GateRequest,
  facts: RollbackFacts,
): Verdict {
  const newest = state.policies.at(-1);
  if (newest === undefined) throw new CountersignError("policy.missing", "the state knows no policy");
  const refusal = refuse(state, environment, facts);
  const reason = refusal ?? allowed(facts.back, environment);
  return {
    decision: refusal === undefined ? "allow" : "deny",
    code: reason.code,
    commit: request.commit,
    environment: request.environment,
    repository: request.repository,
    ref: request.ref,
    policy: { version: newest.policy.version, sha256: newest.sha256 },
    log: {
      origin: state.origin,
      size: state.frontier.size,
      root: formatHex(state.root),
      ...(state.time === undefined ? {} : { time: formatTime(state.time) }),
    },
    range: { edges: 0 },
    requirements: [],
    edges: [],
    reasons: [reason],
  };
}

function refuse(state: GateState, { id, rollback }: Environment, facts: RollbackFacts): Reason | undefined {
  const { now, back } = facts;
  if (rollback === undefined) return bounds(`The policy has no way back for '${id}'.`);
  if (back === undefined)
    return {
      code: "rollback.not-verified",
      message: `This gate never allowed the commit for '${id}' by its requirements.`,
      remedy: "Ask the gate without --rollback; a commit that came in by break-glass, or elsewhere, is no way back.",
    };
  const lost = takenAway(facts);
  if (lost !== undefined) return lost;
  const age = now - back.time;
  if (age > rollback.within)
    return bounds(
      `It was allowed ${spellDuration(Math.floor(age))} ago; '${id}' goes back ${spellDuration(rollback.within)}.`,
    );
  if (back.since > rollback.depth)
    return bounds(`${back.since} commits were allowed since; '${id}' goes back over ${rollback.depth}.`);
  if (state.time !== undefined && now - state.time > rollback.staleness)
    return bounds(
      `The newest that the witnesses vouch for is of ${formatTime(state.time)}; '${id}' goes back on what is at most ${spellDuration(rollback.staleness)} old.`,
    );
  return undefined;
}

/** The gravest first. */
function takenAway({ fallen = [], unsettled = [] }: RollbackFacts): Reason | undefined {
  if (fallen.includes("revoked"))
    return {
      code: "rollback.revoked",
      message: "The commit has content that a reviewer revoked as harmful.",
      remedy: "Go back to a commit below that content, or forward to one without it.",
    };
  if (fallen.includes("undermined"))
    return {
      code: "rollback.undermined",
      message: "The commit has content whose approval lost its key, or whose record was voided, since it was allowed.",
      remedy:
        "Go back to a commit below that content, or have it approved again and give the gate the bundle with the approval.",
    };
  const [requirement] = unsettled;
  if (requirement === undefined) return undefined;
  return {
    code: "rollback.unsettled",
    message: `The baseline that '${requirement.id}' was judged from was voided, or lost the key that signed it.`,
    remedy:
      "Have another baseline signed for the commit that it named (countersign baseline), and give the gate the bundle with it.",
  };
}

function allowed(back: AllowedCommit | undefined, { id }: Environment): Reason {
  return {
    code: "gate.rollback",
    message: `This gate allowed the commit for '${id}' before, at ${formatTime(back?.time ?? 0)}; how long ago that is, and how old the log, it says by this machine's clock, which it trusts.`,
    remedy: "Nothing to do. The next commit must still descend from the newest one that was allowed.",
  };
}

function bounds(message: string): Reason {
  return {
    code: "rollback.bounds",
    message,
    remedy: "Deploy a commit that passes the gate, or let a policy version widen the environment's `rollback`.",
  };
}
