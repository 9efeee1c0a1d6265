import { formatHex } from "@countersign/attest";
import type { GateRequest } from "../gate/facts.ts";
import type { Reason, Verdict } from "../gate/verdict.ts";
import { CountersignError } from "../error.ts";
import type { Environment } from "../policy/policy.ts";
import { environmentById, protectedRef, repositoryById } from "../policy/roster.ts";
import { spellDuration } from "../policy/duration.ts";
import { formatTime } from "../time.ts";
import type { AllowedCommit, GateState, Line } from "./gate-state.ts";

/**
 * Answers whether a commit that this gate allowed before may come back (design, §4 "Rollback"): from saved state alone,
 * so that it works on the day when log, network and approvals are gone. Denies `rollback.not-verified` (never allowed
 * here), `rollback.revoked` (it has content that was revoked as harmful) and `rollback.bounds` (of the policy: how long
 * ago, how many allowed commits back, how old the witnesses' newest time may be). `now`: the gate's clock, in seconds.
 */
export function judgeRollback(state: GateState, request: GateRequest, now: number): Verdict {
  const newest = state.policies.at(-1);
  if (newest === undefined) throw new CountersignError("policy.missing", "the state knows no policy");
  const environment = environmentById(newest.policy, request.environment);
  protectedRef(repositoryById(newest.policy, request.repository), request.ref);
  const line = state.lines.find(
    (one) =>
      one.environment === request.environment && one.repository === request.repository && one.ref === request.ref,
  );
  const back = line?.allowed.findLast(({ commit }) => commit === request.commit);
  const refusal = refuse(state, environment, { line, back }, now);
  const reason = refusal ?? allowed(back, environment);
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

type Place = { readonly line: Line | undefined; readonly back: AllowedCommit | undefined };

function refuse(
  { time }: GateState,
  { id, rollback }: Environment,
  { line, back }: Place,
  now: number,
): Reason | undefined {
  if (rollback === undefined) return bounds(`The policy has no way back for '${id}'.`);
  if (line === undefined || back === undefined)
    return {
      code: "rollback.not-verified",
      message: `This gate never allowed the commit for '${id}' by its requirements.`,
      remedy: "Ask the gate without --rollback; a commit that came in by break-glass, or elsewhere, is no way back.",
    };
  if (line.harmful.some(({ from, until = Infinity }) => from <= back.position && back.position < until))
    return {
      code: "rollback.revoked",
      message: "The commit has content that a reviewer revoked as harmful.",
      remedy: "Go back to a commit below that content, or forward to one without it.",
    };
  const age = now - back.time;
  if (age > rollback.within)
    return bounds(
      `It was allowed ${spellDuration(Math.floor(age))} ago; '${id}' goes back ${spellDuration(rollback.within)}.`,
    );
  const depth = line.allowed.length - 1 - line.allowed.lastIndexOf(back);
  if (depth > rollback.depth)
    return bounds(`${depth} commits were allowed since; '${id}' goes back over ${rollback.depth}.`);
  if (time !== undefined && now - time > rollback.staleness)
    return bounds(
      `The newest that the witnesses vouch for is of ${formatTime(time)}; '${id}' goes back on what is at most ${spellDuration(rollback.staleness)} old.`,
    );
  return undefined;
}

function allowed(back: AllowedCommit | undefined, { id }: Environment): Reason {
  return {
    code: "gate.rollback",
    message: `This gate allowed the commit for '${id}' before, at ${formatTime(back?.time ?? 0)}.`,
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
