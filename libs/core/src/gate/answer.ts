import { formatHex } from "@countersign/attest";
import { adviceFor } from "./advice.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import { environmentById, requirementsOf } from "../policy/roster.ts";
import { judge } from "./judge.ts";
import { overridden } from "./override.ts";
import type { Judgement } from "./judge.ts";
import { CLOCK_TOLERANCE, formatTime } from "../time.ts";
import { PRECEDENCE } from "./verdict.ts";
import type { GateDecision, Reason, Verdict } from "./verdict.ts";

const SEVERITY: readonly GateDecision[] = ["error", "deny", "pending", "allow"];
/** Enough reasons to act on; a line of ten thousand uncovered edges does not need ten thousand sentences. */
const MOST_REASONS = 50;

/** The gate's whole answer to a request, from facts alone (design, §4). `now`: the gate's own clock, in seconds, for freshness only. */
export function answer(facts: GateFacts, now: number): Verdict {
  return judged(facts, now).verdict;
}

/** The answer, and for a line that was taken apart, how; that is what saved state is made of. */
export function judged(facts: GateFacts, now: number): { readonly verdict: Verdict; readonly judgement: Judgement } {
  const judgement = overridden(facts, judgeRequest(facts, now), now);
  return { judgement, verdict: verdictOf(facts, judgement) };
}

function verdictOf(facts: GateFacts, judgement: Judgement): Verdict {
  const findings = inOrder(judgement.findings);
  const leading = findings.find(({ follows }) => follows !== true);
  return {
    decision: leading?.decision ?? "allow",
    code: leading?.code ?? "gate.allowed",
    ...about(facts, judgement),
    requirements: judgement.requirements,
    edges: judgement.edges,
    reasons: leading === undefined ? [allowed(facts, judgement)] : reasons(facts, findings),
  };
}

function judgeRequest(facts: GateFacts, now: number): Judgement {
  if (requirementsOf(facts.log.policy.policy, environmentOf(facts)).length === 0)
    return { findings: [], requirements: [], edges: [] };
  const stale = staleness(facts, now);
  return stale === undefined ? judge(facts) : { findings: [stale], requirements: [], edges: [] };
}

/** Absence of a later rejection is only worth what the witnesses' time is worth. */
function staleness({ log, request }: GateFacts, now: number): GateFinding | undefined {
  const { freshness } = environmentById(log.policy.policy, request.environment);
  if (freshness === undefined) return undefined;
  if (log.time !== undefined && log.time > now + CLOCK_TOLERANCE) return { decision: "error", code: "time.future" };
  const fresh = log.time !== undefined && now - log.time <= freshness;
  return fresh ? undefined : { decision: "deny", code: "log.stale" };
}

function environmentOf({ log, request }: GateFacts) {
  return environmentById(log.policy.policy, request.environment);
}

function about({ request, log, line }: GateFacts, judgement: Judgement) {
  const settled = judgement.settled === undefined ? undefined : line.commits[judgement.settled];
  const edges = judgement.settled === undefined ? 0 : line.edges.length - judgement.settled;
  return {
    commit: request.commit,
    environment: request.environment,
    repository: request.repository,
    ref: request.ref,
    policy: { version: log.policy.policy.version, sha256: log.policy.sha256 },
    log: {
      origin: log.origin,
      size: log.size,
      root: formatHex(log.root),
      ...(log.time === undefined ? {} : { time: formatTime(log.time) }),
    },
    range: { ...(settled === undefined ? {} : { settled }), edges },
  };
}

/** Worst decision first, then the order of `PRECEDENCE`, then the order of the line; causes stay behind what they cause. */
function inOrder(findings: readonly GateFinding[]): readonly GateFinding[] {
  const rank = ({ decision, code, follows }: GateFinding) =>
    SEVERITY.indexOf(decision) * 1000 + (follows === true ? 500 : 0) + ((PRECEDENCE.indexOf(code) + 500) % 500);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function reasons(facts: GateFacts, findings: readonly GateFinding[]): readonly Reason[] {
  const worded = findings.map((finding) => adviceFor(facts, finding));
  const distinct = new Map(worded.map((reason) => [`${reason.code}\n${reason.message}`, reason]));
  return [...distinct.values()].slice(0, MOST_REASONS);
}

function allowed(facts: GateFacts, judgement: Judgement): Reason {
  const { environment } = facts.request;
  if (judgement.requirements.length === 0)
    return {
      code: "gate.nothing-required",
      message: `The policy requires nothing for ${environment}.`,
      remedy: "Nothing to do. If that surprises you, read the environment's `requires` in the policy.",
    };
  if (facts.line.edges.length === (judgement.settled ?? 0))
    return { code: "gate.settled", message: "The commit is the settled one itself.", remedy: "Nothing to do." };
  return { code: "gate.allowed", message: "Every edge that needs an approval has one.", remedy: "Nothing to do." };
}
